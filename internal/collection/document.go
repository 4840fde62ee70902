package collection

// Document is a page that the user and a contact work on together.
type Document struct {
	Contact  Ref    `json:"contact"`
	Title    string `json:"title" maxLength:"500"`
	URL      string `json:"url" maxLength:"2000"`
	Role     string `json:"role" maxLength:"500"`
	OpenedOn Date   `json:"openedOn"`
}
