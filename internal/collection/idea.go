package collection

// Idea is an idea for a contact.
type Idea struct {
	Contact     Ref    `json:"contact"`
	Need        Ref    `json:"need"`
	Text        string `json:"text" maxLength:"262144"`
	Why         string `json:"why" maxLength:"262144" doc:"Why it is for them."`
	DeliveredOn Date   `json:"deliveredOn"`
	Landed      int    `json:"landed" minimum:"1" maximum:"3" doc:"How well it landed, 3 is best."`
}
