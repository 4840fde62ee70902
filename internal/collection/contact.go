package collection

// Contact is somebody the user knows.
type Contact struct {
	FullName       string                  `json:"fullName" required:"true" minLength:"1" maxLength:"200" doc:"As the user writes it."`
	GivenName      string                  `json:"givenName" maxLength:"500"`
	FamilyName     string                  `json:"familyName" maxLength:"500"`
	Nickname       string                  `json:"nickname" maxLength:"500"`
	Organization   string                  `json:"organization" maxLength:"500"`
	Title          string                  `json:"title" maxLength:"500" doc:"What they do there."`
	Emails         map[string]ContactPoint `json:"emails"`
	Phones         map[string]ContactPoint `json:"phones"`
	Addresses      map[string]Address      `json:"addresses"`
	URLs           map[string]ContactPoint `json:"urls"`
	Dates          map[string]Anniversary  `json:"dates" doc:"Birthdays and other days to remember."`
	Tags           map[string]Flag         `json:"tags" doc:"Keyed by the tag itself."`
	Custom         map[string]string       `json:"custom" maxLength:"5000" doc:"Fields of the user's own, keyed by their name."`
	VCard          string                  `json:"vcard" maxLength:"262144" doc:"Lines of an imported vCard that no field holds, kept so that an export gives them back."`
	UID            string                  `json:"uid" maxLength:"500" doc:"UID of the imported vCard, by which a second import finds the contact."`
	Photo          string                  `json:"photo" maxLength:"400000" doc:"A small picture as a data: URL."`
	Circle         Ref                     `json:"circle" doc:"The circle whose cadence holds for this person."`
	CadenceDays    int                     `json:"cadenceDays" minimum:"1" maximum:"36500" doc:"Days between contacts that would be ideal, where the circle's do not fit."`
	LatestDays     int                     `json:"latestDays" minimum:"1" maximum:"36500" doc:"Days after which a contact is overdue."`
	Stage          string                  `json:"stage" enum:"new,growing,steady,dormant,winding-down,ended"`
	Register       string                  `json:"register" enum:"personal,results" doc:"Whether closeness or results come first for them."`
	Communal       bool                    `json:"communal" doc:"Nobody counts: the ledger is hidden."`
	WouldGoOn      string                  `json:"wouldGoOn" enum:"yes,unsure,no" doc:"Whether it would go on if the user never won by it, in the user's own eyes."`
	WouldGoOnAsked Date                    `json:"wouldGoOnAsked" doc:"When the user last asked themselves."`
	PausedUntil    Date                    `json:"pausedUntil" doc:"No prompts before that day."`
	SnoozedUntil   Date                    `json:"snoozedUntil" doc:"Not asked to get in touch before that day."`
	PauseReason    string                  `json:"pauseReason" maxLength:"5000"`
	WaitingSince   Date                    `json:"waitingSince" doc:"The ball is with them since that day."`
	Manners        map[string]Manner       `json:"manners" doc:"Keyed by kind: form of address, pronunciation, language, gifts and so on."`
	Rules          string                  `json:"rules" sync:"text" maxLength:"262144" doc:"What we agreed on how to work together."`
	HowWeMet       string                  `json:"howWeMet" sync:"text" maxLength:"262144"`
}
