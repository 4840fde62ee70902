package collection

// Promise is something one side said it would do for the other.
type Promise struct {
	By             string          `json:"by" enum:"me,them"`
	Contact        Ref             `json:"contact"`
	Text           string          `json:"text" maxLength:"262144"`
	InFull         string          `json:"inFull" maxLength:"262144" doc:"What counts as delivered in full."`
	Due            DateOrTime      `json:"due"`
	OriginalDue    DateOrTime      `json:"originalDue" doc:"Kept when the due date is renegotiated."`
	RenegotiatedOn Date            `json:"renegotiatedOn"`
	DeliveredOn    Date            `json:"deliveredOn"`
	Delivery       string          `json:"delivery" enum:"full,partly,not,released,handed-over"`
	Proof          string          `json:"proof" maxLength:"262144"`
	Confirmed      bool            `json:"confirmed" doc:"The other side has seen it."`
	MadeGoodOn     Date            `json:"madeGoodOn"`
	When           string          `json:"when" maxLength:"5000" doc:"The moment at which it will be done, in the user's words."`
	HandedTo       Ref             `json:"handedTo" doc:"Who does it instead, where it was handed over."`
	Nudges         map[string]Flag `json:"nudges" key:"occurrence" doc:"The days on which the user reminded them, kindly."`
}
