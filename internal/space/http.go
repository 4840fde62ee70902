package space

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"tend/internal/httpapi"
)

// spaceView is a space on the wire.
type spaceView struct {
	ID    uuid.UUID `json:"id" doc:"Identity of the space."`
	Kind  Kind      `json:"kind" enum:"personal,shared,sample" doc:"What the space is for."`
	Name  string    `json:"name" doc:"Empty for the personal space."`
	Role  Role      `json:"role" enum:"owner,member" doc:"What you may do with it."`
	Epoch uuid.UUID `json:"epoch" doc:"Cursors are valid within one epoch only."`
	Head  int64     `json:"head" doc:"Version of the newest change."`
}

func spaceViewOf(sp Space) spaceView {
	return spaceView(sp)
}

type spacesOutput struct{ Body []spaceView }

type createSpaceInput struct {
	Body struct {
		Kind Kind   `json:"kind" enum:"shared,sample" doc:"What the space is for."`
		Name string `json:"name" minLength:"1" maxLength:"100" doc:"What its members call it."`
	}
}

type spaceOutput struct{ Body spaceView }

type deleteSpaceInput struct {
	ID uuid.UUID `path:"id" doc:"The space."`
}

// Register adds the operations on spaces to api.
func Register(api huma.API, s *Service) {
	httpapi.Handle(api, huma.Operation{
		OperationID: "list-spaces", Method: http.MethodGet, Path: "/spaces", Tags: []string{"spaces"},
		Summary: "List the spaces you are a member of", Security: httpapi.SessionSecurity,
	}, func(ctx context.Context, _ *struct{}) (*spacesOutput, error) {
		spaces, err := s.List(ctx, httpapi.IdentityOf(ctx).UserID)
		if err != nil {
			return nil, err
		}
		out := &spacesOutput{Body: make([]spaceView, len(spaces))}
		for i, sp := range spaces {
			out.Body[i] = spaceViewOf(sp)
		}
		return out, nil
	})
	httpapi.Handle(api, huma.Operation{
		OperationID: "create-space", Method: http.MethodPost, Path: "/spaces", Tags: []string{"spaces"},
		DefaultStatus: http.StatusCreated, Summary: "Make a shared or sample space", Security: httpapi.SessionSecurity,
	}, func(ctx context.Context, in *createSpaceInput) (*spaceOutput, error) {
		sp, err := s.Create(ctx, httpapi.IdentityOf(ctx).UserID, in.Body.Kind, in.Body.Name)
		if err != nil {
			return nil, err
		}
		return &spaceOutput{Body: spaceViewOf(sp)}, nil
	})
	httpapi.Handle(api, huma.Operation{
		OperationID: "delete-space", Method: http.MethodDelete, Path: "/spaces/{id}", Tags: []string{"spaces"},
		DefaultStatus: http.StatusNoContent, Summary: "Delete a space and everything in it", Security: httpapi.SessionSecurity,
	}, func(ctx context.Context, in *deleteSpaceInput) (*struct{}, error) {
		return nil, s.Delete(ctx, httpapi.IdentityOf(ctx).UserID, in.ID)
	})
}
