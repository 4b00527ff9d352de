-- Version 8: a message under way (在途), so that a kill in the middle of its sending is seen.
ALTER TABLE outbox ADD COLUMN sending TEXT;    -- since when a channel has it and has not answered; NULL: not now
