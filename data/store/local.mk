libdata_a_SOURCES += \
	data/store/book_file.c data/store/book_file.h \
	data/store/connection.c data/store/connection.h \
	data/store/job_lock.c \
	data/store/kept_folder.h \
	data/store/schema.c data/store/schema.h \
	data/store/schema_lift.c \
	data/store/statement.c data/store/statement.h \
	data/store/store.c data/store/store.h \
	data/store/store_action.c data/store/store_action.h \
	data/store/store_advice.c data/store/store_advice.h \
	data/store/store_backup.c \
	data/store/store_check.c \
	data/store/store_close.c data/store/store_close.h \
	data/store/store_change.c data/store/store_change.h \
	data/store/store_client.c data/store/store_client.h \
	data/store/store_delivery.c data/store/store_delivery.h \
	data/store/store_held.c data/store/store_held.h \
	data/store/store_draft.c data/store/store_draft.h \
	data/store/store_goal.c data/store/store_goal.h \
	data/store/store_holdings.c \
	data/store/store_journal.c data/store/store_journal.h \
	data/store/store_keep.c data/store/store_keep.h \
	data/store/store_ledger.c data/store/store_ledger.h \
	data/store/store_order.c \
	data/store/store_price.c data/store/store_price.h \
	data/store/store_price_batch.c \
	data/store/store_proposal.c \
	data/store/store_rate.c \
	data/store/store_salvage.c data/store/store_salvage.h \
	data/store/store_sealed.c data/store/store_sealed.h \
	data/store/store_undo.c data/store/store_undo.h \
	data/store/store_terms.c data/store/store_terms.h \
	data/store/store_watch.c data/store/store_watch.h \
	data/store/timestamp.c data/store/timestamp.h \
	data/store/transaction.h
