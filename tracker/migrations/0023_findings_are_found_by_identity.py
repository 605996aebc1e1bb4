from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0022_people_save_views")]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["issue", "publication", "identity"], name="finding_by_identity"),
        ),
    ]
