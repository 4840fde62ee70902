package account

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"tend/internal/httpapi"
)

const tag = "auth"

// credentials is the body of signing up and in.
type credentials struct {
	Email      string `json:"email" maxLength:"254" example:"ada@example.org" doc:"The address you sign in with."`
	Password   string `json:"password" maxLength:"1024" doc:"At least 10 characters for a new user."`
	DeviceName string `json:"deviceName,omitempty" maxLength:"100" example:"Firefox on Linux" doc:"What you will know this device by."`
}

type signInInput struct{ Body credentials }

// grantUser and grantSpace are what the app needs to open the local database.
type grantUser struct {
	ID    uuid.UUID `json:"id"`
	Email string    `json:"email"`
}

type grantSpace struct {
	ID    uuid.UUID `json:"id" doc:"The personal space."`
	Epoch uuid.UUID `json:"epoch"`
}

type grantView struct {
	AccessToken string     `json:"accessToken" doc:"Goes into the Authorization header as Bearer; keep it in memory only."`
	ExpiresAt   time.Time  `json:"expiresAt" doc:"When the access token ends; refresh before."`
	User        grantUser  `json:"user"`
	Space       grantSpace `json:"space"`
}

type grantOutput struct {
	SetCookie string `header:"Set-Cookie"`
	Body      grantView
}

func outputOf(ctx context.Context, g Grant) *grantOutput {
	return &grantOutput{
		SetCookie: setCookie(secure(ctx), g.RefreshToken, g.RefreshExpires),
		Body: grantView{
			AccessToken: g.AccessToken,
			ExpiresAt:   g.AccessExpires,
			User:        grantUser{ID: g.UserID, Email: g.Email},
			Space:       grantSpace{ID: g.SpaceID, Epoch: g.Epoch},
		},
	}
}

type authStateOutput struct {
	Body struct {
		SignUpOpen bool `json:"signUpOpen" doc:"Whether a new user may sign up."`
	}
}

// cookieInput carries the cookies as they came: the name of ours depends on the
// transport.
type cookieInput struct {
	Cookie string `header:"Cookie" hidden:"true"`
}

type signOutInput struct {
	Cookie        string `header:"Cookie" hidden:"true"`
	Authorization string `header:"Authorization" hidden:"true"`
}

type clearedOutput struct {
	SetCookie string `header:"Set-Cookie"`
}

type sessionView struct {
	ID         uuid.UUID `json:"id"`
	DeviceName string    `json:"deviceName"`
	CreatedAt  time.Time `json:"createdAt" doc:"When the device signed in."`
	UsedAt     time.Time `json:"usedAt" doc:"When it last refreshed its tokens."`
	Current    bool      `json:"current" doc:"Whether it is the device that asks."`
}

type sessionsOutput struct{ Body []sessionView }

type sessionInput struct {
	ID uuid.UUID `path:"id" doc:"The session."`
}

// secure reports whether the request came over https.
func secure(ctx context.Context) bool { return httpapi.CallerOf(ctx).Transport == httpapi.HTTPS }

// Register adds signing up, in and out, and the list of devices, to api.
func Register(api huma.API, s *Service) {
	registerSignIn(api, s)
	registerRefresh(api, s)
	registerSessions(api, s)
}

func registerSignIn(api huma.API, s *Service) {
	httpapi.Handle(api, huma.Operation{
		OperationID: "auth-state", Method: http.MethodGet, Path: "/auth/state", Tags: []string{tag},
		Summary: "Whether a new user may sign up",
	}, func(ctx context.Context, _ *struct{}) (*authStateOutput, error) {
		open, err := s.SignUpOpen(ctx)
		if err != nil {
			return nil, err
		}
		out := &authStateOutput{}
		out.Body.SignUpOpen = open
		return out, nil
	})
	httpapi.Handle(api, huma.Operation{
		OperationID: "sign-up", Method: http.MethodPost, Path: "/auth/sign-up", Tags: []string{tag},
		DefaultStatus: http.StatusCreated, Summary: "Make a user, and sign this device in",
	}, func(ctx context.Context, in *signInInput) (*grantOutput, error) {
		return grant(ctx, in, s.SignUp)
	})
	httpapi.Handle(api, huma.Operation{
		OperationID: "sign-in", Method: http.MethodPost, Path: "/auth/sign-in", Tags: []string{tag},
		Summary: "Sign this device in",
	}, func(ctx context.Context, in *signInInput) (*grantOutput, error) {
		return grant(ctx, in, s.SignIn)
	})
}

// grant signs up or in, where a cookie may be set.
func grant(ctx context.Context, in *signInInput, sign func(context.Context, Credentials) (Grant, error)) (*grantOutput, error) {
	caller := httpapi.CallerOf(ctx)
	if caller.Transport == httpapi.Insecure {
		return nil, errInsecure
	}
	g, err := sign(ctx, Credentials{
		Email:      in.Body.Email,
		Password:   in.Body.Password,
		DeviceName: in.Body.DeviceName,
		Address:    caller.IP,
	})
	if err != nil {
		return nil, err
	}
	return outputOf(ctx, g), nil
}

func registerRefresh(api huma.API, s *Service) {
	httpapi.Handle(api, huma.Operation{
		OperationID: "refresh", Method: http.MethodPost, Path: "/auth/refresh", Tags: []string{tag},
		Summary: "Exchange the refresh cookie for new tokens",
	}, func(ctx context.Context, in *cookieInput) (*grantOutput, error) {
		if httpapi.CallerOf(ctx).Transport == httpapi.Insecure {
			return nil, errInsecure
		}
		g, err := s.Refresh(ctx, refreshCookie(secure(ctx), in.Cookie))
		if errors.Is(err, ErrSessionEnded) {
			// Only now: after any other failure the cookie may still be good.
			return nil, huma.ErrorWithHeaders(err, http.Header{"Set-Cookie": {clearCookie(secure(ctx))}})
		}
		if err != nil {
			return nil, err
		}
		return outputOf(ctx, g), nil
	})
	httpapi.Handle(api, huma.Operation{
		OperationID: "sign-out", Method: http.MethodPost, Path: "/auth/sign-out", Tags: []string{tag},
		DefaultStatus: http.StatusNoContent, Summary: "Sign this device out, by its cookie or its access token",
	}, func(ctx context.Context, in *signOutInput) (*clearedOutput, error) {
		if err := s.SignOut(ctx, refreshCookie(secure(ctx), in.Cookie)); err != nil {
			return nil, err
		}
		if err := s.SignOutByAccess(ctx, httpapi.BearerToken(in.Authorization)); err != nil {
			return nil, err
		}
		return &clearedOutput{SetCookie: clearCookie(secure(ctx))}, nil
	})
}

func registerSessions(api huma.API, s *Service) {
	httpapi.Handle(api, huma.Operation{
		OperationID: "list-sessions", Method: http.MethodGet, Path: "/auth/sessions", Tags: []string{tag},
		Summary: "List your signed-in devices", Security: httpapi.SessionSecurity,
	}, func(ctx context.Context, _ *struct{}) (*sessionsOutput, error) {
		id := httpapi.IdentityOf(ctx)
		sessions, err := s.Sessions(ctx, id.UserID)
		if err != nil {
			return nil, err
		}
		out := &sessionsOutput{Body: make([]sessionView, len(sessions))}
		for i, se := range sessions {
			out.Body[i] = sessionView{
				ID: se.ID, DeviceName: se.DeviceName, CreatedAt: se.CreatedAt, UsedAt: se.UsedAt,
				Current: se.ID == id.SessionID,
			}
		}
		return out, nil
	})
	httpapi.Handle(api, huma.Operation{
		OperationID: "end-session", Method: http.MethodDelete, Path: "/auth/sessions/{id}", Tags: []string{tag},
		DefaultStatus: http.StatusNoContent, Summary: "Sign one of your devices out", Security: httpapi.SessionSecurity,
	}, func(ctx context.Context, in *sessionInput) (*struct{}, error) {
		return nil, s.End(ctx, httpapi.IdentityOf(ctx).UserID, in.ID)
	})
	httpapi.Handle(api, huma.Operation{
		OperationID: "end-all-sessions", Method: http.MethodDelete, Path: "/auth/sessions", Tags: []string{tag},
		DefaultStatus: http.StatusNoContent, Summary: "Sign all your devices out, this one included", Security: httpapi.SessionSecurity,
	}, func(ctx context.Context, _ *struct{}) (*clearedOutput, error) {
		if err := s.EndAll(ctx, httpapi.IdentityOf(ctx).UserID); err != nil {
			return nil, err
		}
		return &clearedOutput{SetCookie: clearCookie(secure(ctx))}, nil
	})
}
