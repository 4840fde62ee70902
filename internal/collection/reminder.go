package collection

// Reminder tells the user of something at a time, once or again and again.
type Reminder struct {
	Title        string          `json:"title" maxLength:"500"`
	At           DateOrTime      `json:"at" doc:"The anchor, from which every occurrence is computed; wall time in zone."`
	Zone         Zone            `json:"zone"`
	Every        Recurrence      `json:"every" doc:"Absent for a reminder that fires once."`
	Until        DateOrTime      `json:"until" doc:"No occurrence after it."`
	Contact      Ref             `json:"contact"`
	SnoozedUntil DateOrTime      `json:"snoozedUntil"`
	Done         map[string]Flag `json:"done" key:"occurrence" doc:"Settled occurrences, keyed by their date or wall time as computed from the anchor."`
	DoneThrough  DateOrTime      `json:"doneThrough" sync:"max" doc:"Every occurrence up to it is settled, so that done can be pruned."`
	Paused       bool            `json:"paused"`
	Notify       bool            `json:"notify" doc:"Whether a push message is sent; yes unless false."`
}
