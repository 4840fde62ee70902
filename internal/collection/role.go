package collection

// Role is what a contact did before what they do now.
type Role struct {
	Contact      Ref    `json:"contact"`
	Title        string `json:"title" maxLength:"500"`
	Organization string `json:"organization" maxLength:"500"`
	Until        Date   `json:"until" doc:"When it became known that they do something else."`
}
