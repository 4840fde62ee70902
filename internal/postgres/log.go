package postgres

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slowThreshold is the time from which a statement is worth a line.
const slowThreshold = 200 * time.Millisecond

// slowLog is gorm's logger. It tells of slow statements only: errors go to the
// caller, who knows whether they matter, and are logged once, at the edge.
type slowLog struct{ log *slog.Logger }

var (
	_ logger.Interface  = slowLog{}
	_ gorm.ParamsFilter = slowLog{}
)

// ParamsFilter keeps the values out of the statement: they are people's data.
func (l slowLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

// LogMode implements logger.Interface; the level is that of the slog handler.
func (l slowLog) LogMode(logger.LogLevel) logger.Interface { return l }

// Info implements logger.Interface and says nothing.
func (l slowLog) Info(context.Context, string, ...any) {}

// Warn implements logger.Interface and says nothing.
func (l slowLog) Warn(context.Context, string, ...any) {}

// Error implements logger.Interface and says nothing: gorm returns the error too.
func (l slowLog) Error(context.Context, string, ...any) {}

// Trace implements logger.Interface.
func (l slowLog) Trace(ctx context.Context, begin time.Time, fc func() (string, int64), _ error) {
	took := time.Since(begin)
	if took < slowThreshold {
		return
	}
	sql, rows := fc()
	l.log.WarnContext(ctx, "slow statement",
		slog.String("sql", sql), slog.Int64("rows", rows), slog.Duration("took", took))
}
