import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0007_copies_are_found_and_dismissed"),
    ]

    operations = [
        migrations.CreateModel(
            name="TouchingFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=4096)),
                ("category", models.CharField(max_length=20)),
                ("old_path", models.BooleanField(help_text="imports a deprecated module")),
                ("canonical_path", models.BooleanField(help_text="imports the symbol from the canonical module")),
                ("re_export", models.BooleanField(help_text="imports it from a module that hands it on")),
                (
                    "other_path",
                    models.BooleanField(help_text="imports the symbol from a module that has another one of its own, or is not there"),
                ),
                ("string", models.BooleanField(help_text="names it in a string")),
                ("reference", models.BooleanField(help_text="uses it through a module, without importing it by name")),
                (
                    "issue",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="touching_files", to="tracker.issue"),
                ),
                (
                    "publication",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tracker.publication"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["issue", "publication", "category"], name="touching_of_issue")],
            },
        ),
    ]
