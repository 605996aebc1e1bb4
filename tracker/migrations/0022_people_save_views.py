import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0021_places_have_owners_and_waivers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("show", models.CharField(blank=True, help_text="a state, or all", max_length=20)),
                ("q", models.CharField(blank=True, max_length=200)),
                ("sort", models.CharField(blank=True, max_length=20)),
                ("is_shared", models.BooleanField(default=False)),
                (
                    "repository",
                    models.ForeignKey(
                        help_text="none: all",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tracker.repository",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_views", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="saved_view_name_once"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="saved_view_has_a_name"),
                ],
            },
        ),
    ]
