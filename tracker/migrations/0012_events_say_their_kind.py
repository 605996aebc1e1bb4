from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0011_pages_add_repositories")]

    operations = [
        migrations.AddField(
            model_name="scan",
            name="stopped_by_hand",
            field=models.BooleanField(default=False, help_text="somebody ended it: it has not failed"),
        ),
        migrations.AddField(
            model_name="scanevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("mirror", "the mirror is filled"),
                    ("commits", "the commits are listed"),
                    ("reading", "reading begins"),
                    ("published", "numbers are published"),
                    ("other", "Other"),
                ],
                default="other",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="scanevent",
            name="stage",
            field=models.CharField(
                choices=[
                    ("none", "nothing yet"),
                    ("tip", "the newest commit"),
                    ("line", "the first-parent line"),
                    ("graph", "every commit"),
                ],
                default="none",
                help_text="the scan's when it was told",
                max_length=8,
            ),
        ),
    ]
