from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0021_places_have_owners_and_waivers")]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["issue", "publication", "identity"], name="finding_by_identity"),
        ),
    ]
