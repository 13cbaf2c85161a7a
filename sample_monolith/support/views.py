from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from support.forms import MessageForm, TicketForm
from support.models import Ticket


@login_required
def tickets(request):
    own = request.user.tickets.select_related("order")
    return render(request, "support/tickets.html", {"tickets": own})


@login_required
def ticket(request, pk):
    item = get_object_or_404(Ticket, pk=pk, customer=request.user)
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        form.instance.ticket = item
        form.instance.author = request.user
        form.save()
        return redirect(item)
    return render(request, "support/ticket.html", {"ticket": item, "form": form})


@login_required
def new_ticket(request):
    initial = {"order": request.GET.get("order")}
    form = TicketForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        form.instance.customer = request.user
        item = form.save()
        item.messages.create(author=request.user, body=form.cleaned_data["body"])
        messages.success(request, "We will answer soon.")
        return redirect(item)
    return render(request, "support/ticket_form.html", {"form": form})
