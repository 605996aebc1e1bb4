from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracker", "0013_kinds_of_earlier_events")]

    operations = [
        migrations.AddField(
            model_name="implementation",
            name="scope",
            field=models.CharField(default="", help_text="none: counted by an earlier version", max_length=10),
        ),
        migrations.AddField(model_name="implementation", name="guard", field=models.CharField(default="", max_length=15)),
        migrations.AddField(model_name="implementation", name="module", field=models.CharField(default="", max_length=500)),
        migrations.AddField(model_name="implementation", name="intended", field=models.BooleanField(default=False)),
        migrations.AlterField(
            model_name="finding", name="name", field=models.CharField(help_text="imported names, comma between", max_length=10000)
        ),
        migrations.AlterField(model_name="implementation", name="qualified_name", field=models.CharField(max_length=10000)),
    ]
