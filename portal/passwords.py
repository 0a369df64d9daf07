from django.contrib.auth.hashers import Argon2PasswordHasher


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB and one thread (OWASP's first recommendation).

    Django's default takes 100 MiB and eight threads for each login: sixteen at once need 1.6 GB.
    """

    time_cost = 1
    memory_cost = 46 * 1024
    parallelism = 1
