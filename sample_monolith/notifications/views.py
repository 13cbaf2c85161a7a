from django.contrib.auth.decorators import login_required
from django.shortcuts import render


@login_required
def inbox(request):
    notes = request.user.notifications.prefetch_related("target")[:50]
    return render(request, "notifications/inbox.html", {"notes": notes})
