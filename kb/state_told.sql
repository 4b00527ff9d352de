-- Version 11: whether the report of a night is out (报讯), so that what a killed night found is told by the next.
ALTER TABLE nights ADD COLUMN told TEXT;       -- when its report was out; NULL: nobody has it
UPDATE nights SET told = ended;
