package push

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"tend/internal/httpapi"
)

// view is a subscription on the wire. Endpoint and keys stay out of it: with
// them anybody could write to the device.
type view struct {
	ID          uuid.UUID  `json:"id" doc:"Identity of the subscription."`
	DeviceName  string     `json:"deviceName" doc:"What the device calls itself."`
	Service     string     `json:"service" doc:"Host of the push service that the device's browser uses."`
	Current     bool       `json:"current" doc:"Whether this request comes from that device."`
	CreatedAt   time.Time  `json:"createdAt" doc:"When the device subscribed."`
	SeenAt      time.Time  `json:"seenAt" doc:"When the device last told of its subscription."`
	LastSentAt  *time.Time `json:"lastSentAt,omitempty" doc:"When its push service last took a message."`
	LastError   string     `json:"lastError,omitempty" doc:"Why the last failure was one: status-403, unreachable, too-large or address-not-public."`
	LastErrorAt *time.Time `json:"lastErrorAt,omitempty" doc:"When that was."`
	RefusedAt   *time.Time `json:"refusedAt,omitempty" doc:"Since when its push service refuses this server, whatever is sent. Nothing reaches the device until the operator mends the server's keys or clock; left out if all is well."`
	Muted       []Kind     `json:"muted" nullable:"false" doc:"Kinds of message that are not sent to this device."`
}

func viewOf(s Subscription, session uuid.UUID) view {
	return view{
		ID: s.ID, DeviceName: s.DeviceName, Service: s.Service, Current: s.SessionID == session,
		CreatedAt: s.CreatedAt, SeenAt: s.SeenAt, LastSentAt: s.LastSentAt, LastError: s.LastError, LastErrorAt: s.LastErrorAt,
		RefusedAt: s.RefusedAt, Muted: s.Muted,
	}
}

type keyOutput struct {
	Body struct {
		PublicKey string `json:"publicKey" doc:"The applicationServerKey to subscribe with, in unpadded base64url."`
	}
}

type subscribeInput struct {
	Body struct {
		Endpoint       string   `json:"endpoint" minLength:"1" maxLength:"2048" doc:"As PushSubscription has it."`
		ExpirationTime *float64 `json:"expirationTime,omitempty" nullable:"true" doc:"As PushSubscription has it; not used."`
		Keys           struct {
			P256dh string `json:"p256dh" minLength:"1" maxLength:"200" doc:"The device's public key, in base64url."`
			Auth   string `json:"auth" minLength:"1" maxLength:"100" doc:"The device's secret, in base64url."`
		} `json:"keys" doc:"As PushSubscription.toJSON() has them."`
		DeviceName string `json:"deviceName,omitempty" maxLength:"500" doc:"What the list of devices shows."`
	}
}

type subscriptionOutput struct{ Body view }

type listOutput struct{ Body []view }

type idInput struct {
	ID uuid.UUID `path:"id" doc:"The subscription."`
}

type muteInput struct {
	ID   uuid.UUID `path:"id" doc:"The subscription."`
	Body struct {
		Muted []Kind `json:"muted" nullable:"false" maxItems:"10" enum:"reminder,promise,date,digest" doc:"The kinds that this device is not told of; an empty list for none."`
	}
}

type testInput struct {
	ID       uuid.UUID `path:"id" doc:"The subscription."`
	Language string    `header:"Accept-Language" doc:"The language of the message."`
}

// Register adds the operations on push subscriptions to api.
func Register(api huma.API, s *Service) {
	httpapi.Handle(api, operation(http.MethodGet, "/key", "get-push-key", "Get the key that browsers subscribe with"),
		func(context.Context, *struct{}) (*keyOutput, error) {
			out := &keyOutput{}
			out.Body.PublicKey = s.PublicKey()
			return out, nil
		})
	httpapi.Handle(api, operation(http.MethodPut, "", "put-push-subscription",
		"Subscribe this device, or say again that it is subscribed"), s.handleSubscribe)
	httpapi.Handle(api, operation(http.MethodGet, "", "list-push-subscriptions", "List your subscribed devices"), s.handleList)
	httpapi.Handle(api, operation(http.MethodPatch, "/{id}", "change-push-subscription", "Choose what a device is told of"), s.handleMute)
	httpapi.Handle(api, operation(http.MethodGet, "/{id}/deliveries", "list-push-deliveries",
		"List what was sent to a device in the last days, the newest first"), s.handleDeliveries)
	httpapi.Handle(api, noContent(operation(http.MethodDelete, "/{id}", "delete-push-subscription", "Send nothing to a device any more")),
		func(ctx context.Context, in *idInput) (*struct{}, error) {
			return nil, s.Unsubscribe(ctx, httpapi.IdentityOf(ctx).UserID, in.ID)
		})
	httpapi.Handle(api, noContent(operation(http.MethodPost, "/{id}/test", "test-push-subscription", "Send a message to a device now")),
		func(ctx context.Context, in *testInput) (*struct{}, error) {
			return nil, s.Test(ctx, httpapi.IdentityOf(ctx).UserID, in.ID, testMessage(in.Language))
		})
}

func operation(method, path, id, summary string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: "/push-subscriptions" + path, Summary: summary,
		Tags: []string{"push"}, Security: httpapi.SessionSecurity,
	}
}

func noContent(op huma.Operation) huma.Operation {
	op.DefaultStatus = http.StatusNoContent
	return op
}

func (s *Service) handleSubscribe(ctx context.Context, in *subscribeInput) (*subscriptionOutput, error) {
	id := httpapi.IdentityOf(ctx)
	sub, err := s.Subscribe(ctx, id.UserID, id.SessionID, Registration{
		Endpoint:   in.Body.Endpoint,
		P256dh:     in.Body.Keys.P256dh,
		Auth:       in.Body.Keys.Auth,
		DeviceName: in.Body.DeviceName,
	})
	if err != nil {
		return nil, err
	}
	return &subscriptionOutput{Body: viewOf(sub, id.SessionID)}, nil
}

func (s *Service) handleList(ctx context.Context, _ *struct{}) (*listOutput, error) {
	id := httpapi.IdentityOf(ctx)
	subs, err := s.List(ctx, id.UserID)
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: make([]view, len(subs))}
	for i, sub := range subs {
		out.Body[i] = viewOf(sub, id.SessionID)
	}
	return out, nil
}

func (s *Service) handleMute(ctx context.Context, in *muteInput) (*subscriptionOutput, error) {
	id := httpapi.IdentityOf(ctx)
	sub, err := s.Mute(ctx, id.UserID, in.ID, in.Body.Muted)
	if err != nil {
		return nil, err
	}
	return &subscriptionOutput{Body: viewOf(sub, id.SessionID)}, nil
}

// deliveryView is a line of the delivery log on the wire. It holds no words:
// they are kept nowhere.
type deliveryView struct {
	Kind      Kind       `json:"kind" enum:"reminder,promise,date,digest" doc:"What it is about."`
	DueAt     time.Time  `json:"dueAt" doc:"When it came due."`
	CreatedAt time.Time  `json:"createdAt" doc:"When the server began to send it."`
	State     string     `json:"state" enum:"pending,sent,dropped,expired,refused" doc:"pending: it will be tried; sent: the push service took it; dropped: it was settled before its turn, or not wanted; expired: too late to be of use; refused: too large."`
	Attempts  int        `json:"attempts" doc:"How often it was tried."`
	NextAt    *time.Time `json:"nextAt,omitempty" doc:"When it is tried next, while it is pending."`
	EndedAt   *time.Time `json:"endedAt,omitempty" doc:"When it was sent or given up."`
	Problem   string     `json:"problem,omitempty" doc:"Why the last attempt failed, as lastError of the device."`
}

type deliveriesOutput struct{ Body []deliveryView }

func (s *Service) handleDeliveries(ctx context.Context, in *idInput) (*deliveriesOutput, error) {
	log, err := s.Log(ctx, httpapi.IdentityOf(ctx).UserID, in.ID)
	if err != nil {
		return nil, err
	}
	out := &deliveriesOutput{Body: make([]deliveryView, len(log))}
	for i, d := range log {
		out.Body[i] = deliveryView(d)
	}
	return out, nil
}

// testMessage is what a test says, in the language that the browser asks for first.
func testMessage(accept string) Message {
	m := Message{Title: "Tend", Body: "Reminders reach this device.", Lang: "en", Path: "/settings", Tag: "test"}
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(accept)), "de") {
		m.Body, m.Lang = "Erinnerungen kommen auf diesem Gerät an.", "de"
	}
	return m
}
