package collection

// SettingID is the id of the one setting record that each space has. It is the
// same in every space, so that two devices that both set something before they
// have met still write to the same record.
const SettingID = "00000000-0000-7000-8000-000000000001"

// Setting holds what holds for the user on all devices.
type Setting struct {
	Zone           Zone            `json:"zone" doc:"The user's home zone."`
	Locale         string          `json:"locale" maxLength:"35" doc:"A BCP 47 language tag."`
	QuietFrom      TimeOfDay       `json:"quietFrom" doc:"No push messages from then on."`
	QuietTo        TimeOfDay       `json:"quietTo" doc:"Push messages again from then on."`
	DigestAt       TimeOfDay       `json:"digestAt" doc:"When the digest is sent."`
	TouchesPerWeek int             `json:"touchesPerWeek" minimum:"0" maximum:"1000" doc:"How many people the user wants to reach out to."`
	Muted          map[string]Flag `json:"muted" doc:"Kinds of push message that are not sent to any device: reminder, promise, date, digest."`
	ReviewDay      int             `json:"reviewDay" minimum:"0" maximum:"7" doc:"The day of the weekly review, 1 for Monday to 7 for Sunday; 0 for none, empty for Friday."`
	WeekPutOff     Date            `json:"weekPutOff" doc:"The day from which the weekly review may be spoken of again."`
	QuarterPutOff  Date            `json:"quarterPutOff" doc:"The day from which the quarterly review may be spoken of again."`
	Sender         string          `json:"sender" maxLength:"5000" doc:"The user's postal address, as it stands on an envelope."`
	ShowNames      bool            `json:"showNames" doc:"Whether push messages may carry names."`
}
