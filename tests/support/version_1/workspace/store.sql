BEGIN TRANSACTION;
CREATE TABLE epochs (
	run_id VARCHAR(16) NOT NULL, 
	epoch INTEGER NOT NULL, 
	loss FLOAT NOT NULL, 
	accuracy FLOAT NOT NULL, 
	val_loss FLOAT, 
	val_accuracy FLOAT, 
	seconds FLOAT NOT NULL, 
	PRIMARY KEY (run_id, epoch), 
	FOREIGN KEY(run_id) REFERENCES runs (run_id) ON DELETE CASCADE
);
INSERT INTO "epochs" VALUES('7185256c',1,6.87247693538665771484e-01,5.26315808296203613281e-01,0.573055624961853,1.0,7.0412846639999315812e+00);
INSERT INTO "epochs" VALUES('7185256c',2,3.28237742185592651367e-01,9.82456147670745849609e-01,8.8551476597785949707e-02,1.0,1.20054346999950212193e-01);
INSERT INTO "epochs" VALUES('7f2ea500',1,6.3914209604263305664e-01,5.96491217613220214843e-01,4.61764365434646606445e-01,1.0,4.00566540999989229021e+00);
INSERT INTO "epochs" VALUES('7f2ea500',2,2.62534618377685546875e-01,9.64912295341491699218e-01,0.0947016254067421,1.0,6.4365400000042427564e-02);
INSERT INTO "epochs" VALUES('dd2e8368',1,6.87247693538665771484e-01,5.26315808296203613281e-01,0.573055624961853,1.0,4.54908047300000362156e+00);
INSERT INTO "epochs" VALUES('dd2e8368',2,3.28237742185592651367e-01,9.82456147670745849609e-01,8.8551476597785949707e-02,1.0,8.21499270000458636786e-02);
CREATE TABLE runs (
	run_id VARCHAR(16) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	config JSON NOT NULL, 
	tags JSON NOT NULL, 
	note TEXT NOT NULL, 
	created_at FLOAT NOT NULL, 
	started_at FLOAT, 
	finished_at FLOAT, 
	heartbeat_at FLOAT, 
	host VARCHAR(255), 
	pid INTEGER, 
	pid_created_at FLOAT, 
	tries INTEGER NOT NULL, 
	cancel_requested BOOLEAN NOT NULL, 
	message TEXT NOT NULL, 
	progress JSON NOT NULL, 
	data JSON, 
	metrics JSON NOT NULL, 
	num_params INTEGER, 
	seconds FLOAT, 
	study_id VARCHAR(16), 
	PRIMARY KEY (run_id)
);
INSERT INTO "runs" VALUES('7185256c','Alone, naïve','finished','{"dataset": {"name": "csv", "source": "imdb", "task": "past", "num_steps": 10, "path": "{HOME}/uploads/reviews.csv", "text_column": null, "label_column": null, "num_rows": null, "test_size": 0.33, "stratify": true, "drop_duplicates": true, "seed": 42}, "text": {"num_words": 40, "maxlen": 6, "padding": "pre", "truncating": "pre", "lower": true, "oov": true}, "model": {"cell": "SimpleRNN", "direction": "bidirectional", "merge_mode": "concat", "units": 3, "num_layers": 1, "embedding_dim": 3, "spatial_dropout": 0.3, "dropout": 0.0, "recurrent_dropout": 0.0, "activation": "tanh", "head": "sigmoid"}, "train": {"epochs": 2, "steps_per_epoch": null, "batch_size": 8, "learning_rate": 0.05, "batching": "padded", "early_stopping_patience": 2, "validation_split": 0.1, "kernel": "auto", "seed": 42}}','["first", "zweite"]','A note of version 1',1.79591520383752250664e+09,1.79591520383749961853e+09,1.79591522737801027303e+09,1.79591522724415159225e+09,'another-machine',30957,1795915200.36,1,0,'','{"step": "exporting to ONNX", "epoch": 0, "epochs": 0, "batch": 0, "num_batches": 0, "loss": null, "accuracy": null, "remaining_seconds": null}','{"name": "reviews.csv", "stand_in": false, "class_names": ["bad", "good"], "notes": ["Read as UTF-8, columns divided by semicolon, 98 rows.", "Texts come from the column ''text'', labels from the column ''label''.", "1 row with an empty text was dropped.", "1 row with a text that came before was dropped."], "fingerprint": "d6142e10736f4eea"}','{"test_accuracy": 1.0, "test_loss": 0.08274039626121521, "test_f1": 1.0, "test_calibration_error": 0.07910218462347984, "num_test": 32, "test_rows_per_second": 60615.24471165158, "test_shuffled_accuracy": 0.28125}',169,7.16133901099988179339e+00,NULL);
INSERT INTO "runs" VALUES('7f2ea500','forward SimpleRNN 3, seed 42','finished','{"dataset": {"name": "csv", "source": "imdb", "task": "past", "num_steps": 10, "path": "{HOME}/uploads/reviews.csv", "text_column": null, "label_column": null, "num_rows": null, "test_size": 0.33, "stratify": true, "drop_duplicates": true, "seed": 42}, "text": {"num_words": 40, "maxlen": 6, "padding": "pre", "truncating": "pre", "lower": true, "oov": true}, "model": {"cell": "SimpleRNN", "direction": "forward", "merge_mode": "concat", "units": 3, "num_layers": 1, "embedding_dim": 3, "spatial_dropout": 0.3, "dropout": 0.0, "recurrent_dropout": 0.0, "activation": "tanh", "head": "sigmoid"}, "train": {"epochs": 2, "steps_per_epoch": null, "batch_size": 8, "learning_rate": 0.05, "batching": "padded", "early_stopping_patience": 2, "validation_split": 0.1, "kernel": "auto", "seed": 42}}','[]','',1.79591523666716957087e+09,1.79591523666714143747e+09,1.79591525864190864562e+09,1.79591525840456509586e+09,'another-machine',31445,1795915231.11,1,0,'','{"step": "exporting to ONNX", "epoch": 0, "epochs": 0, "batch": 0, "num_batches": 0, "loss": null, "accuracy": null, "remaining_seconds": null}','{"name": "reviews.csv", "stand_in": false, "class_names": ["bad", "good"], "notes": ["Read as UTF-8, columns divided by semicolon, 98 rows.", "Texts come from the column ''text'', labels from the column ''label''.", "1 row with an empty text was dropped.", "1 row with a text that came before was dropped."], "fingerprint": "d6142e10736f4eea"}','{"test_accuracy": 1.0, "test_loss": 0.09720339626073837, "test_f1": 1.0, "test_calibration_error": 0.09248379804193971, "num_test": 32, "test_rows_per_second": 112305.92130173494, "test_shuffled_accuracy": 0.46875}',145,4.07003080999993471777e+00,'sc553495e');
INSERT INTO "runs" VALUES('dd2e8368','bidirectional SimpleRNN 3, seed 42','finished','{"dataset": {"name": "csv", "source": "imdb", "task": "past", "num_steps": 10, "path": "{HOME}/uploads/reviews.csv", "text_column": null, "label_column": null, "num_rows": null, "test_size": 0.33, "stratify": true, "drop_duplicates": true, "seed": 42}, "text": {"num_words": 40, "maxlen": 6, "padding": "pre", "truncating": "pre", "lower": true, "oov": true}, "model": {"cell": "SimpleRNN", "direction": "bidirectional", "merge_mode": "concat", "units": 3, "num_layers": 1, "embedding_dim": 3, "spatial_dropout": 0.3, "dropout": 0.0, "recurrent_dropout": 0.0, "activation": "tanh", "head": "sigmoid"}, "train": {"epochs": 2, "steps_per_epoch": null, "batch_size": 8, "learning_rate": 0.05, "batching": "padded", "early_stopping_patience": 2, "validation_split": 0.1, "kernel": "auto", "seed": 42}}','[]','',1.79591525866791200632e+09,1.79591525866788506507e+09,1.79591526599072599411e+09,1.7959152655131845474e+09,'another-machine',31445,1795915231.11,1,0,'','{"step": "exporting to ONNX", "epoch": 0, "epochs": 0, "batch": 0, "num_batches": 0, "loss": null, "accuracy": null, "remaining_seconds": null}','{"name": "reviews.csv", "stand_in": false, "class_names": ["bad", "good"], "notes": ["Read as UTF-8, columns divided by semicolon, 98 rows.", "Texts come from the column ''text'', labels from the column ''label''.", "1 row with an empty text was dropped.", "1 row with a text that came before was dropped."], "fingerprint": "d6142e10736f4eea"}','{"test_accuracy": 1.0, "test_loss": 0.08274039626121521, "test_f1": 1.0, "test_calibration_error": 0.07910218462347984, "num_test": 32, "test_rows_per_second": 107284.98579442844, "test_shuffled_accuracy": 0.28125}',169,4.63123040000004948524e+00,'sc553495e');
INSERT INTO "runs" VALUES('31a1cfd8','Failed','failed','{"dataset": {"name": "csv", "source": "imdb", "task": "past", "num_steps": 10, "path": "{HOME}/uploads/reviews.csv", "text_column": null, "label_column": null, "num_rows": null, "test_size": 0.33, "stratify": true, "drop_duplicates": true, "seed": 42}, "text": {"num_words": 40, "maxlen": 6, "padding": "pre", "truncating": "pre", "lower": true, "oov": true}, "model": {"cell": "SimpleRNN", "direction": "bidirectional", "merge_mode": "concat", "units": 3, "num_layers": 1, "embedding_dim": 3, "spatial_dropout": 0.3, "dropout": 0.0, "recurrent_dropout": 0.0, "activation": "tanh", "head": "sigmoid"}, "train": {"epochs": 2, "steps_per_epoch": null, "batch_size": 8, "learning_rate": 0.05, "batching": "padded", "early_stopping_patience": 2, "validation_split": 0.1, "kernel": "auto", "seed": 98}}','[]','',1.79591527505741643906e+09,1.79591527506859493252e+09,1.79591527506994533538e+09,1.79591527506859493252e+09,NULL,NULL,NULL,1,0,'The loss became nan in epoch 1.','{"step": "starting", "epoch": 0, "epochs": 0, "batch": 0, "num_batches": 0, "loss": null, "accuracy": null, "remaining_seconds": null}','{}','{}',NULL,NULL,NULL);
INSERT INTO "runs" VALUES('c40f3757','Waits','queued','{"dataset": {"name": "csv", "source": "imdb", "task": "past", "num_steps": 10, "path": "{HOME}/uploads/reviews.csv", "text_column": null, "label_column": null, "num_rows": null, "test_size": 0.33, "stratify": true, "drop_duplicates": true, "seed": 42}, "text": {"num_words": 40, "maxlen": 6, "padding": "pre", "truncating": "pre", "lower": true, "oov": true}, "model": {"cell": "SimpleRNN", "direction": "bidirectional", "merge_mode": "concat", "units": 3, "num_layers": 1, "embedding_dim": 3, "spatial_dropout": 0.3, "dropout": 0.0, "recurrent_dropout": 0.0, "activation": "tanh", "head": "sigmoid"}, "train": {"epochs": 2, "steps_per_epoch": null, "batch_size": 8, "learning_rate": 0.05, "batching": "padded", "early_stopping_patience": 2, "validation_split": 0.1, "kernel": "auto", "seed": 99}}','[]','',1.79591528860446238515e+09,NULL,NULL,NULL,NULL,NULL,NULL,0,0,'','{"step": "", "epoch": 0, "epochs": 0, "batch": 0, "num_batches": 0, "loss": null, "accuracy": null, "remaining_seconds": null}','{}','{}',NULL,NULL,NULL);
CREATE TABLE studies (
	study_id VARCHAR(16) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	"plan" JSON NOT NULL, 
	created_at FLOAT NOT NULL, 
	note TEXT NOT NULL, 
	PRIMARY KEY (study_id)
);
INSERT INTO "studies" VALUES('sc553495e','Study of version 1','{"config": {"dataset": {"name": "csv", "source": "imdb", "task": "past", "num_steps": 10, "path": "{HOME}/uploads/reviews.csv", "text_column": null, "label_column": null, "num_rows": null, "test_size": 0.33, "stratify": true, "drop_duplicates": true, "seed": 42}, "text": {"num_words": 40, "maxlen": 6, "padding": "pre", "truncating": "pre", "lower": true, "oov": true}, "model": {"cell": "SimpleRNN", "direction": "bidirectional", "merge_mode": "concat", "units": 3, "num_layers": 1, "embedding_dim": 3, "spatial_dropout": 0.3, "dropout": 0.0, "recurrent_dropout": 0.0, "activation": "tanh", "head": "sigmoid"}, "train": {"epochs": 2, "steps_per_epoch": null, "batch_size": 8, "learning_rate": 0.05, "batching": "padded", "early_stopping_patience": 2, "validation_split": 0.1, "kernel": "auto", "seed": 42}}, "arms": ["forward", "bidirectional"], "width": "same_units", "num_seeds": 1, "rope": 0.02}',1.79591523657008552555e+09,'');
CREATE INDEX ix_studies_created_at ON studies (created_at);
CREATE INDEX ix_runs_status ON runs (status);
CREATE INDEX ix_runs_study_id ON runs (study_id);
CREATE INDEX ix_runs_created_at ON runs (created_at);
COMMIT;
