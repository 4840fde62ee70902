package collection

// Ending is how a relationship was, or is being, brought to a good end.
type Ending struct {
	Contact     Ref    `json:"contact"`
	Why         string `json:"why" maxLength:"262144"`
	DecidedOn   Date   `json:"decidedOn"`
	ClosedOn    Date   `json:"closedOn"`
	Thanked     bool   `json:"thanked"`
	Successor   Ref    `json:"successor" doc:"The contact who takes over."`
	Door        string `json:"door" enum:"closed,ajar,open"`
	ClosingNote string `json:"closingNote" maxLength:"262144"`
}
