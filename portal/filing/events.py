"""What other apps may listen to.

`approved` is sent inside the transaction that approves a filing, with
    sender: the filing's model class
    filing: the locked child row, already saved as 已审核
    actor:  the approving Identity
A receiver that raises undoes the approval.
"""

from django.dispatch import Signal

approved = Signal()
