from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0024_tokens_of_one_name_are_numbered")]

    operations = [
        migrations.AddConstraint(
            model_name="uploadtoken",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)), fields=("repository", "name"), name="upload_token_name_once"
            ),
        ),
    ]
