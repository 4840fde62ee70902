package collection

// Circle is a group of contacts who share a cadence.
type Circle struct {
	Name       string  `json:"name" maxLength:"500"`
	IdealDays  int     `json:"idealDays" minimum:"1" maximum:"36500" doc:"Days between contacts that would be ideal."`
	LatestDays int     `json:"latestDays" minimum:"1" maximum:"36500" doc:"Days after which a contact is overdue."`
	Cap        int     `json:"cap" minimum:"0" maximum:"100000" doc:"How many people it should hold at most."`
	Pos        float64 `json:"pos" doc:"Place in the list."`
}
