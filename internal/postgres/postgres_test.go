package postgres_test

import (
	"errors"
	"testing"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
)

func TestGormAndPgxShareATransaction(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	giveUp := errors.New("give up")

	err := db.InTx(t.Context(), func(tx *postgres.DB) error {
		var viaGorm, viaPgx int64
		if err := tx.ORM().Raw(`select txid_current()`).Scan(&viaGorm).Error; err != nil {
			return err
		}
		if err := tx.Conn().QueryRow(t.Context(), `select txid_current()`).Scan(&viaPgx); err != nil {
			return err
		}
		if viaGorm != viaPgx {
			t.Errorf("gorm is in transaction %d, pgx in %d", viaGorm, viaPgx)
		}
		return giveUp
	})
	if !errors.Is(err, giveUp) {
		t.Errorf("InTx = %v, want the error of the function", err)
	}
}
