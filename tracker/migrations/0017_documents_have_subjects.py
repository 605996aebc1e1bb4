import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0015_test_results_and_waivers"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="DocumentSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.JSONField(default=dict, help_text="scanner.subjects.About: what the document says by itself")),
                (
                    "found",
                    models.CharField(blank=True, default="", help_text="among the repository's other documents", max_length=120),
                ),
                ("chosen", models.CharField(blank=True, default="", help_text="by a person; it wins", max_length=120)),
                ("chosen_at", models.DateTimeField(null=True)),
                ("chosen_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                (
                    "document",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="subject", to="tracker.trackerdocument"),
                ),
            ],
        ),
    ]
