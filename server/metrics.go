package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"tend/internal/push"
	"tend/internal/reminder"
)

// metrics is what an operator can watch of reminders and push. Labels take few,
// fixed values: nothing in them comes from a user.
type metrics struct {
	registry *prometheus.Registry
	due      *prometheus.CounterVec
	late     *prometheus.CounterVec
	attempts *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		due: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_notifications_due_total", Help: "Notifications that came due and were handed to the outbox.",
		}, []string{"kind"}),
		late: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_notifications_late_total", Help: "Those of them that came due more than five minutes before.",
		}, []string{"kind"}),
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tend_push_deliveries_total", Help: "What became of attempts to deliver a push message: sent, failed, refused, gone, dropped, expired, spoiled or held.",
		}, []string{"result"}),
	}
	m.registry.MustRegister(m.due, m.late, m.attempts, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	// They are there from the beginning, at nought: an alarm can tell nothing
	// from not yet anything.
	for _, kind := range []reminder.Kind{reminder.KindReminder, reminder.KindPromise, reminder.KindDate, reminder.KindDigest} {
		m.due.WithLabelValues(string(kind))
		m.late.WithLabelValues(string(kind))
	}
	for _, result := range push.Results {
		m.attempts.WithLabelValues(string(result))
	}
	return m
}

// fired counts what was handed to the outbox.
func (m *metrics) fired(notifications []reminder.Notification) {
	for _, n := range notifications {
		m.due.WithLabelValues(string(n.Kind)).Inc()
		if n.Late {
			m.late.WithLabelValues(string(n.Kind)).Inc()
		}
	}
}

// ended counts an attempt to deliver.
func (m *metrics) ended(r push.Result) { m.attempts.WithLabelValues(string(r)).Inc() }

// watch adds what is asked of the outbox at each scrape. All servers on one
// database say the same of it.
func (m *metrics) watch(pushes *push.Service, log *slog.Logger) {
	m.registry.MustRegister(&outboxCollector{
		pushes: pushes, log: log,
		pending: prometheus.NewDesc("tend_push_outbox_pending", "Deliveries that wait in the outbox, also those for later.", nil, nil),
		age:     prometheus.NewDesc("tend_push_outbox_age_seconds", "For how long the delivery has waited whose turn came first.", nil, nil),
	})
}

// outboxCollector looks at the outbox when metrics are asked for.
type outboxCollector struct {
	pushes       *push.Service
	log          *slog.Logger
	pending, age *prometheus.Desc
}

var _ prometheus.Collector = (*outboxCollector)(nil)

// Describe implements prometheus.Collector.
func (c *outboxCollector) Describe(to chan<- *prometheus.Desc) {
	to <- c.pending
	to <- c.age
}

// Collect implements prometheus.Collector.
func (c *outboxCollector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	backlog, err := c.pushes.Backlog(ctx)
	if err != nil {
		c.log.WarnContext(ctx, "metrics lack the outbox", slog.Any("error", err))
		return
	}
	to <- prometheus.MustNewConstMetric(c.pending, prometheus.GaugeValue, float64(backlog.Pending))
	to <- prometheus.MustNewConstMetric(c.age, prometheus.GaugeValue, backlog.Age.Seconds())
}

// handler answers GET /metrics in the text form of Prometheus.
func (m *metrics) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

// serve makes a job that answers on an address of its own until ctx ends. With
// no address it does nothing.
func (m *metrics) serve(addr string, log *slog.Logger) job {
	return func(ctx context.Context) error {
		if addr == "" {
			return nil
		}
		ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
		if err != nil {
			return fmt.Errorf("cannot tell metrics on %s; choose another address with TEND_METRICS_ADDR: %w", addr, err)
		}
		srv := newServer(m.handler(), log)
		stopped := context.AfterFunc(ctx, func() { _ = srv.Close() })
		defer stopped()
		log.InfoContext(ctx, "metrics are told", slog.String("addr", ln.Addr().String()))
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
}
