import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0002_candidates_are_found_and_dismissed"),
    ]

    operations = [
        migrations.CreateModel(
            name="PatternSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(help_text="of the pattern and the way of searching", max_length=32, unique=True)),
                ("pattern", models.CharField(max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="SearchedBlobs",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("oids", models.BinaryField(help_text="blob ids, 20 bytes each")),
                (
                    "search",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="searched", to="tracker.patternsearch"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PatternHits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("oid", models.CharField(max_length=64)),
                ("data", models.BinaryField()),
                (
                    "search",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hits", to="tracker.patternsearch"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="patternhits",
            constraint=models.UniqueConstraint(fields=("search", "oid"), name="hits_once_per_pattern"),
        ),
    ]
