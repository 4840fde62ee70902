package collection

// Exchange is something given or received.
type Exchange struct {
	Contact   Ref    `json:"contact"`
	Direction string `json:"direction" enum:"gave,received"`
	Kind      string `json:"kind" enum:"expertise,insight,opportunity,idea,priority,introduction,time,letter,access,other"`
	Size      string `json:"size" enum:"s,m,l"`
	Text      string `json:"text" maxLength:"262144"`
	On        Date   `json:"on"`
	Landed    int    `json:"landed" minimum:"1" maximum:"3" doc:"How well it landed, 3 is best."`
	Promise   Ref    `json:"promise"`
	Need      Ref    `json:"need"`
}
