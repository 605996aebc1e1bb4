import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0020_people_enter_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="owners",
            field=models.CharField(
                blank=True, default="", help_text="of its path by CODEOWNERS, a blank between; none: nobody", max_length=500
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="owners_file",
            field=models.CharField(
                help_text="the CODEOWNERS of its newest commit; empty: there is none, none: not read", max_length=30, null=True
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="owners_problem",
            field=models.CharField(blank=True, default="", help_text="what of it could not be read, in one sentence", max_length=500),
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(help_text="of the finding", max_length=32)),
                ("batch", models.CharField(help_text="the same for all that one click assigned", max_length=32)),
                ("made_at", models.DateTimeField(auto_now=True)),
                ("assignee", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("issue", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="tracker.issue")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("issue", "identity"), name="assignment_once_per_place")],
            },
        ),
        migrations.CreateModel(
            name="PlaceNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(help_text="of the finding", max_length=32)),
                ("text", models.CharField(max_length=2000)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("issue", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="place_notes", to="tracker.issue")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["issue", "identity"], name="note_of_place")],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(help_text="of the finding", max_length=32)),
                ("sort", models.CharField(choices=[("waived", "Waived"), ("intended", "Intended")], max_length=10)),
                ("reason", models.CharField(max_length=500)),
                ("until", models.DateField(help_text="the last day, in UTC; none: until somebody undoes it", null=True)),
                ("batch", models.CharField(help_text="the same for all that one click set aside", max_length=32)),
                ("made_at", models.DateTimeField(auto_now=True)),
                ("issue", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="waivers", to="tracker.issue")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issue", "identity"), name="waiver_once_per_place"),
                    models.CheckConstraint(condition=models.Q(("sort__in", ["waived", "intended"])), name="waiver_sort_known"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="waiver_has_a_reason"),
                ],
            },
        ),
    ]
