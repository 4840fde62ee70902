package collection

// Date is a day that exists, written YYYY-MM-DD.
type Date string

// PartialDate is a date of which not everything need be known: YYYY, YYYY-MM,
// --MM-DD or YYYY-MM-DD. The form without a year is that of RFC 6350 (vCard).
type PartialDate string

// WallTime is what a clock on a wall shows, YYYY-MM-DDTHH:MM, without a zone.
type WallTime string

// DateOrTime is a Date or a WallTime.
type DateOrTime string

// TimeOfDay is an hour and a minute, HH:MM.
type TimeOfDay string

// Zone is the IANA name of a time zone, such as "Europe/Berlin".
type Zone string

// Ref is the id of another record of the same space. It may arrive before the
// record it names, and that record may be gone.
type Ref string

// Flag marks membership in a set: a tag, a person at a meeting.
type Flag bool

// ContactPoint is an e-mail address, a telephone number or a link.
type ContactPoint struct {
	Label string  `json:"label" maxLength:"500" doc:"Such as work or home, in the user's words."`
	Value string  `json:"value" maxLength:"2000" doc:"As the user wrote it."`
	Pos   float64 `json:"pos" doc:"Place in the list; a value between two neighbours puts a member between them."`
}

// Address is a postal address.
type Address struct {
	Label       string  `json:"label" maxLength:"500" doc:"Such as work or home, in the user's words."`
	Street      string  `json:"street" maxLength:"500" doc:"Street and number; several lines are allowed."`
	Locality    string  `json:"locality" maxLength:"500" doc:"City or town."`
	Region      string  `json:"region" maxLength:"500" doc:"State, province or county."`
	PostalCode  string  `json:"postalCode" maxLength:"500"`
	Country     string  `json:"country" maxLength:"500"`
	ConfirmedOn Date    `json:"confirmedOn" doc:"When the address was last known to be right."`
	Pos         float64 `json:"pos" doc:"Place in the list."`
}

// Anniversary is a day of the year worth remembering.
type Anniversary struct {
	Kind     string      `json:"kind" enum:"birthday,anniversary,other"`
	Date     PartialDate `json:"date" doc:"The year may be unknown."`
	Label    string      `json:"label" maxLength:"500"`
	LeadDays int         `json:"leadDays" minimum:"0" maximum:"366" doc:"How many days ahead it is shown."`
}

// Manner is one thing on the manners card.
type Manner struct {
	Value   string `json:"value" maxLength:"5000"`
	AskedOn Date   `json:"askedOn" doc:"When they were asked; empty if it is a guess."`
}

// Participant is what is to be said about one person at an interaction.
type Participant struct {
	Remark string `json:"remark" maxLength:"5000"`
}

// Evidence is one thing that was seen or heard and supports a hypothesis.
type Evidence struct {
	Text string `json:"text" maxLength:"5000"`
	On   Date   `json:"on"`
}

// Telling says when a contact was told of an opportunity.
type Telling struct {
	On Date `json:"on"`
}

// Step is one thing that moved something.
type Step struct {
	Text string `json:"text" maxLength:"5000"`
	On   Date   `json:"on"`
}

// Recurrence says how often a reminder fires, counted from its anchor.
type Recurrence struct {
	N    int    `json:"n" required:"true" minimum:"1" maximum:"1000" doc:"Every so many units."`
	Unit string `json:"unit" required:"true" enum:"day,week,month,year"`
}
