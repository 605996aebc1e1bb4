import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0006_batches_have_a_plural"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CopyDismissal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("folder", models.CharField(max_length=600)),
                ("dismissed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "dismissed_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "repository",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="copy_dismissals", to="tracker.repository"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("repository", "folder"), name="copy_dismissed_once")],
            },
        ),
        migrations.CreateModel(
            name="CopyProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("folder", models.CharField(max_length=600)),
                (
                    "original",
                    models.CharField(blank=True, default="", help_text="the folder that it copies; none: the root", max_length=4096),
                ),
                ("equal", models.PositiveIntegerField(help_text="files with the same content at the same place of the original")),
                ("files", models.PositiveIntegerField(help_text="Python files of the folder")),
                ("glob", models.CharField(max_length=1300)),
                (
                    "publication",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="copy_proposals", to="tracker.publication"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("publication", "folder"), name="copy_proposed_once")],
            },
        ),
    ]
