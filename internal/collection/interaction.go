package collection

// Interaction is a time the user and others met, spoke or wrote to each other.
type Interaction struct {
	At          DateOrTime             `json:"at"`
	Kind        string                 `json:"kind" enum:"met,call,message,mail,letter,event"`
	Setting     string                 `json:"setting" enum:"work,outside"`
	Minutes     int                    `json:"minutes" minimum:"0" maximum:"100000"`
	Direction   string                 `json:"direction" enum:"out,in,both" doc:"Who reached out."`
	Planned     bool                   `json:"planned" doc:"It is yet to come."`
	Contacts    map[string]Participant `json:"contacts" key:"id" orTrue:"true" doc:"Who took part, keyed by the contact's id."`
	Body        string                 `json:"body" sync:"text" maxLength:"262144"`
	Learned     string                 `json:"learned" maxLength:"262144"`
	WillChange  string                 `json:"willChange" maxLength:"262144"`
	ChangedOn   Date                   `json:"changedOn" doc:"When the user did what they said they would change."`
	ServeBetter string                 `json:"serveBetter" maxLength:"262144"`
}
