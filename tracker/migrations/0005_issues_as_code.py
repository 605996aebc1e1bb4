from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0004_issues_say_what_could_not_be_counted"),
    ]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="in_toml",
            field=models.BooleanField(default=False, help_text="follows the repository's .ssot.toml"),
        ),
        migrations.AddField(
            model_name="repository",
            name="toml_problem",
            field=models.CharField(blank=True, default="", help_text="what is wrong with its .ssot.toml", max_length=500),
        ),
    ]
