package main

import (
	"context"
	"maps"

	"github.com/google/uuid"

	"tend/internal/postgres"
	"tend/internal/push"
	"tend/internal/reminder"
)

// Reminders know what is due and in what words; push knows devices. Neither
// knows the other: here is what joins them.

// toPush hands what is due to the outbox of push.
type toPush struct{ service *push.Service }

var _ reminder.Notifier = toPush{}

// Notify implements reminder.Notifier.
func (t toPush) Notify(ctx context.Context, tx *postgres.DB, due []reminder.Notification) error {
	out := make([]push.Notification, len(due))
	for i, n := range due {
		subject := push.Subject{Kind: push.Kind(n.Kind), SpaceID: n.SpaceID, SubjectID: n.SubjectID, Occurrence: n.Occurrence}
		if subject.SubjectID == uuid.Nil { // several things together
			subject.SubjectID = n.SpaceID
		}
		out[i] = push.Notification{UserIDs: n.UserIDs, Subject: subject, DueAt: n.DueAt, ExpiresAt: n.ExpiresAt}
	}
	return t.service.Notify(ctx, tx, out)
}

// fromReminders words what push sends. The buttons and the data are what the
// service worker of the web app acts on.
type fromReminders struct{ notices *reminder.Notices }

var _ push.Source = fromReminders{}

// Message implements push.Source.
func (f fromReminders) Message(ctx context.Context, userID uuid.UUID, s push.Subject) (push.Message, bool, error) {
	data := map[string]string{"kind": string(s.Kind), "spaceId": s.SpaceID.String()}
	notice, ok, err := f.notice(ctx, userID, s)
	if err != nil || !ok {
		return push.Message{}, false, err
	}
	maps.Copy(data, notice.About)
	m := push.Message{
		Title: notice.Title, Body: notice.Body, Lang: notice.Locale, Path: notice.Path, Tag: notice.Tag, Badge: notice.Open, Data: data,
		NotBefore: notice.NotBefore,
	}
	for _, a := range []push.Action{{Name: "done", Title: notice.Done}, {Name: "snooze", Title: notice.Snooze}} {
		if a.Title != "" {
			m.Actions = append(m.Actions, a)
		}
	}
	return m, true, nil
}

func (f fromReminders) notice(ctx context.Context, userID uuid.UUID, s push.Subject) (reminder.Notice, bool, error) {
	switch s.Kind {
	case push.KindReminder:
		return f.notices.Reminder(ctx, userID, s.SpaceID, s.SubjectID, s.Occurrence)
	case push.KindPromise:
		promise := s.SubjectID
		if promise == s.SpaceID {
			promise = uuid.Nil
		}
		return f.notices.Promise(ctx, userID, s.SpaceID, promise, s.Occurrence)
	case push.KindDate:
		return f.notices.Dates(ctx, userID, s.SpaceID, s.Occurrence)
	case push.KindDigest:
		if s.Occurrence == "" {
			return f.notices.Late(ctx, userID, s.SpaceID)
		}
		return f.notices.Digest(ctx, userID, s.SpaceID, s.Occurrence)
	}
	return reminder.Notice{}, false, nil
}
