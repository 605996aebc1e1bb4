from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0005_issues_as_code"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="batch",
            options={"verbose_name_plural": "batches"},
        ),
    ]
