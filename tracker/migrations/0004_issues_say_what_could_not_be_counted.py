from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0003_patterns_are_searched_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="problem",
            field=models.CharField(blank=True, default="", help_text="what could not be counted, in one sentence", max_length=500),
        ),
    ]
