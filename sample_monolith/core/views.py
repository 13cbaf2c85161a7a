from django.db import connection
from django.http import JsonResponse


def health(request):
    """Answer 200 as long as the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
