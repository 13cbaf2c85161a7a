"""The words that demonstration data is made of."""

FIRST_NAMES = """Anna Ben Clara David Elif Finn Greta Hannes Ida Jonas Karla Leon Mia Noah Olivia
Paul Quirin Rosa Samir Tilda Umut Vera Wim Xenia Yusuf Zoe Agnes Bruno Cem Dilara Emil
Frida""".split()
LAST_NAMES = """Albrecht Becker Castro Demir Eriksen Fischer Gruber Hoffmann Ivanova Jansen Keller
Lindner Meier Neumann Okafor Petersen Quandt Richter Schmidt Tanaka Ulrich Vogel Wagner Yilmaz
Ziegler Brandt Claasen Dietrich Engel Falk""".split()
STREETS = """Bahnhofstraße Gartenweg Hauptstraße Lindenallee Marktplatz Mühlenweg Parkstraße
Ringstraße Schillerstraße Uferweg Waldstraße Ziegelhof""".split()
CITIES = [
    ("10115", "Berlin", "DE"),
    ("20095", "Hamburg", "DE"),
    ("80331", "München", "DE"),
    ("50667", "Köln", "DE"),
    ("04109", "Leipzig", "DE"),
    ("01067", "Dresden", "DE"),
    ("1010", "Wien", "AT"),
    ("8010", "Graz", "AT"),
    ("8001", "Zürich", "CH"),
    ("1012", "Amsterdam", "NL"),
    ("2100", "København", "DK"),
]
BRANDS = ["Alpenwerk", "Bleuet", "Copperline", "Drift", "Eichenhaus", "Fjell", "Gärtnerei Roth"]
BRANDS += ["Hafenkante", "Isola", "Juniper & Co", "Kupferkessel", "Lumen"]
CATEGORIES = {
    "Kitchen": ["Pans", "Knives", "Bakeware"],
    "Living": ["Lamps", "Textiles", "Storage"],
    "Garden": ["Tools", "Planters", "Seeds"],
    "Office": ["Paper", "Desks", "Pens"],
}
MATERIALS = ["copper", "oak", "linen", "steel", "ceramic", "wool", "glass", "bamboo", "leather"]
GOODS = {
    "Pans": ["Frying pan", "Saucepan", "Casserole"],
    "Knives": ["Chef's knife", "Bread knife", "Paring knife"],
    "Bakeware": ["Loaf tin", "Cake ring", "Baking tray"],
    "Lamps": ["Desk lamp", "Pendant", "Floor lamp"],
    "Textiles": ["Cushion", "Throw", "Tablecloth"],
    "Storage": ["Basket", "Shelf", "Box"],
    "Tools": ["Trowel", "Secateurs", "Rake"],
    "Planters": ["Pot", "Window box", "Trough"],
    "Seeds": ["Tomato seeds", "Basil seeds", "Meadow mix"],
    "Paper": ["Notebook", "Letter set", "Sketchbook"],
    "Desks": ["Standing desk", "Desk mat", "Drawer unit"],
    "Pens": ["Fountain pen", "Pencil set", "Fineliner"],
}
COLOURS = ["black", "white", "blue", "green", "sand", "terracotta"]
REVIEWS = [
    (5, "Exactly right", "Feels solid and looks better than in the picture."),
    (4, "Good, with a small flaw", "One scratch on arrival, apart from that perfect."),
    (5, "Bought it twice", "The second one is for my sister."),
    (3, "Does its job", "Nothing special, nothing wrong."),
    (2, "Smaller than I thought", "Read the measurements before you order."),
    (4, "Would buy again", "Quick delivery, nice packaging."),
]
QUESTIONS = [
    "Where is my parcel?",
    "Can I change the address?",
    "One article is missing",
    "I need the invoice in my company's name",
    "The lamp flickers",
]
NOTES = [
    "Called, customer will be at home after five.",
    "Gift wrap was forgotten, voucher promised.",
    "Please ring twice.",
    "Neighbour may take the parcel.",
]
