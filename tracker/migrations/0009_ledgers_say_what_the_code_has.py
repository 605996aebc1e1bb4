import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0008_issues_say_which_files_they_touch"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownNames",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("classes", models.BinaryField(help_text="names without their modules, a line each, zlib")),
                ("functions", models.BinaryField(help_text="the same, methods too")),
                (
                    "publication",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="known_names", to="tracker.publication"),
                ),
            ],
            options={
                "verbose_name_plural": "known names",
            },
        ),
        migrations.CreateModel(
            name="ClaimCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(help_text="of the item, as in the ledger", max_length=32)),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("confirmed", "the reading is right"),
                            ("corrected", "another kind or subject is meant"),
                            ("not checkable", "the code cannot answer it"),
                        ],
                        max_length=15,
                    ),
                ),
                ("kind", models.CharField(blank=True, default="", help_text="of the reading that is meant", max_length=40)),
                ("subjects", models.JSONField(default=list, help_text="what it is about, as written; confirmed: as they were read")),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("made_at", models.DateTimeField(auto_now=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="tracker.trackerdocument"
                    ),
                ),
                ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document", "key"), name="claim_corrected_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sort__in", ["confirmed", "corrected", "not checkable"])), name="correction_sort_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentLedger",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField()),
                ("ticked", models.PositiveIntegerField(default=0, help_text="boxes")),
                ("open", models.PositiveIntegerField(default=0, help_text="boxes, those that are ready to tick among them")),
                ("contradicted", models.PositiveIntegerField(default=0, help_text="that a front page may say")),
                ("came_back", models.PositiveIntegerField(default=0, help_text="that a front page may say")),
                ("early", models.PositiveIntegerField(default=0)),
                ("supported", models.PositiveIntegerField(default=0)),
                ("ready", models.PositiveIntegerField(default=0)),
                ("not_checkable", models.PositiveIntegerField(default=0)),
                (
                    "document",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ledgers", to="tracker.trackerdocument"),
                ),
                (
                    "publication",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="ledgers", to="tracker.publication"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("publication", "document"), name="ledger_once")],
            },
        ),
    ]
