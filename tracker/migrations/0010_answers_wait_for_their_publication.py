import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0009_ledgers_say_what_the_code_has"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="rules_digest",
            field=models.CharField(default="", help_text="of the categories and exclusions that it was counted by", max_length=16),
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField()),
                (
                    "problem",
                    models.CharField(blank=True, default="", help_text="what could not be counted, in one sentence", max_length=500),
                ),
                ("issue", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="tracker.issue")),
                (
                    "publication",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="tracker.publication"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("publication", "issue"), name="answer_once_per_publication")],
            },
        ),
    ]
