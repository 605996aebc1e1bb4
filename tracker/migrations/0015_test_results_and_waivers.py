import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0014_implementations_say_where_they_stand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TestList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(help_text="SHA-256 of what is packed in data", max_length=64)),
                ("data", models.BinaryField(help_text="names in order, packed by tracker.actions.test_results")),
                (
                    "repository",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="test_lists", to="tracker.repository"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TestResults",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("oid", models.CharField(help_text="the commit", max_length=64)),
                ("outcomes", models.BinaryField(help_text="one byte a test, zlib")),
                ("passed", models.PositiveIntegerField()),
                ("failed", models.PositiveIntegerField()),
                ("errors", models.PositiveIntegerField()),
                ("skipped", models.PositiveIntegerField()),
                ("uploaded_at", models.DateTimeField(help_text="the last upload")),
                ("uploaded_by", models.CharField(help_text="a token's name, or the terminal", max_length=200)),
                (
                    "repository",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="test_results", to="tracker.repository"),
                ),
                ("tests", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="results", to="tracker.testlist")),
            ],
            options={
                "verbose_name_plural": "test results",
            },
        ),
        migrations.CreateModel(
            name="TestWaiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(help_text="of the item, as in the ledger", max_length=32)),
                ("test", models.CharField(help_text="as its results call it", max_length=1000)),
                ("test_sha256", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=500)),
                ("expires_on", models.DateField(help_text="the last day on which it counts")),
                ("made_at", models.DateTimeField()),
                ("since_oid", models.CharField(help_text="the newest commit then: what was before is not waived", max_length=64)),
                ("is_counted", models.BooleanField(default=True, help_text="the ledger was judged with it")),
                (
                    "document",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="waivers", to="tracker.trackerdocument"),
                ),
                ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="UploadToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("made_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
                (
                    "repository",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="upload_tokens", to="tracker.repository"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="testlist",
            constraint=models.UniqueConstraint(fields=("repository", "digest"), name="test_list_once"),
        ),
        migrations.AddConstraint(
            model_name="testresults",
            constraint=models.UniqueConstraint(fields=("repository", "oid"), name="test_results_once"),
        ),
        migrations.AddConstraint(
            model_name="testwaiver",
            constraint=models.UniqueConstraint(fields=("document", "key", "test_sha256"), name="test_waived_once"),
        ),
    ]
