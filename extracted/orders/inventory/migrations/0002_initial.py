import core.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0001_initial'),
        ('inventory', '0001_initial'),
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='reservation',
            name='line',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='reservations', to='orders.orderline'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='booked_by',
            field=core.fields.UserForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stockrecord',
            name='product',
            field=models.ForeignKey(db_column='product_sku', db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='stock_records', to='catalog.product', to_field='sku'),
        ),
        migrations.AddField(
            model_name='stockmovement',
            name='record',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='movements', to='inventory.stockrecord'),
        ),
        migrations.AddField(
            model_name='reservation',
            name='record',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='reservations', to='inventory.stockrecord'),
        ),
        migrations.AddField(
            model_name='stockrecord',
            name='warehouse',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='inventory.warehouse'),
        ),
    ]
