from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0025_names_of_tokens_are_used_once")]

    operations = [
        migrations.AddField(
            "issue",
            "owner",
            models.CharField(blank=True, default="", help_text="a person or team, as people write it", max_length=100),
        ),
    ]
