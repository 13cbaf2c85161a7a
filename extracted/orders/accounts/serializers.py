from rest_framework import serializers

from accounts.models import Address, User


class PublicUserSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="get_full_name", read_only=True)

    class Meta:
        model = User
        fields = ["id", "name", "email", "loyalty_tier"]


class AddressSerializer(serializers.ModelSerializer):
    class Meta:
        model = Address
        fields = [
            "id",
            "full_name",
            "company",
            "line1",
            "line2",
            "postal_code",
            "city",
            "country",
            "is_default",
        ]
