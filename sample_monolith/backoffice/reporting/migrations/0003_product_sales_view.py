"""The view behind the page "Products": works on PostgreSQL and SQLite alike."""

from django.db import migrations

CREATE = """
CREATE VIEW reporting_product_sales AS
SELECT p.id AS product_id,
       p.sku AS sku,
       SUM(l.quantity) AS pieces,
       SUM(l.quantity * l.unit_price) AS revenue
FROM catalog_product p
JOIN orders_orderline l ON l.product_id = p.id
JOIN orders_order o ON o.id = l.order_id
WHERE o.status NOT IN ('cancelled', 'refunded')
GROUP BY p.id, p.sku
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_stock_alert_watchers"),
        ("orders", "0004_followers"),
        ("reporting", "0002_top_products"),
    ]

    operations = [
        migrations.RunSQL(CREATE, "DROP VIEW reporting_product_sales"),
    ]
