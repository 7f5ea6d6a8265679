/**
 * The names of everything that can go wrong or is worth telling: closed lists, so that a name without
 * a sentence in `lib/text`, and a sentence without a name, do not compile.
 * @module
 */

/** Words of a command line that cannot be used. */
type UsageCode =
  | "lang_invalid"
  | "usage"
  | "command_unknown"
  | "argument_extra"
  | "words_split"
  | "option_unknown"
  | "option_value_missing"
  | "number_invalid"
  | "choice_invalid"
  | "flag_required"
  | "flags_together"
  | "flags_exclude"
  | "size_invalid"
  | "size_globbed"
  | "indices_invalid"
  | "indices_none"
  | "cost_key_invalid"
  | "export_exists"
  | "export_name";

/** Settings of a person, a model and a price among them, that cannot be used. */
type SettingCode =
  | "config_missing"
  | "config_unreadable"
  | "key_missing"
  | "key_invalid"
  | "variable_denied"
  | "base_url_invalid"
  | "base_url_insecure"
  | "base_url_strange"
  | "proxy_invalid"
  | "ca_unreadable"
  | "faults_invalid"
  | "port_unusable"
  | "token_weak"
  | "root_unset"
  | "root_missing"
  | "ceiling_invalid"
  | "ceiling_currency"
  | "price_unknown"
  | "price_invalid"
  | "prices_unreadable"
  | "prices_invalid"
  | "model_retired"
  | "model_synchronous";

/** A folder that is no pipeline, or an illustrations.json that cannot be read. */
type PipelineCode =
  | "pipeline_missing"
  | "pipeline_not_folder"
  | "path_refused"
  | "illustrations_missing"
  | "illustrations_not_utf8"
  | "illustrations_not_json"
  | "illustrations_invalid"
  | "index_repeated"
  | "index_unknown";

/** Pictures that cannot go along with a prompt, and prompts that cannot go with them. */
type ReferenceCode =
  | "reference_kind"
  | "reference_small"
  | "reference_narrow"
  | "reference_large"
  | "reference_bytes"
  | "reference_invalid"
  | "reference_file_on_page"
  | "reference_missing"
  | "reference_unreadable"
  | "reference_is_itself"
  | "reference_changed"
  | "references_not_taken"
  | "references_too_many"
  | "references_demanded"
  | "edit_and_prompt"
  | "parent_unknown";

/** Decisions that cannot be made as asked. */
type DecisionCode =
  | "candidate_unknown"
  | "candidate_elsewhere"
  | "candidate_none"
  | "candidate_ambiguous"
  | "candidate_file_missing"
  | "candidate_not_png"
  | "candidate_damaged"
  | "candidate_lost"
  | "original_missing"
  | "prompt_is_edit"
  | "prompt_unrecorded"
  | "decision_superseded"
  | "undo_none"
  | "undo_lost";

/** What the review page asks of its server and cannot have. */
type PageRequestCode =
  | "page_request_large"
  | "page_request_invalid";

/** Arguments, settings, files and tool calls that cannot be used. */
export type InputCode =
  | UsageCode
  | SettingCode
  | PipelineCode
  | ReferenceCode
  | DecisionCode
  | PageRequestCode;

/** What may be spent does not reach. */
export type CeilingCode = "ceiling_reached";

/** Tool calls of an assistant that cannot be carried out; only assistants ever read these. */
export type AssistantCode =
  | "nothing_to_view"
  | "question_failed"
  | "candidate_mixed"
  | "arguments_invalid"
  | "orders_unseen";

/** The disk, the journal and the files of a pipeline. */
export type StorageCode =
  | "journal_row_bad"
  | "reference_lost"
  | "files_changed"
  | "emulator_state_unreadable"
  | "emulator_state_unwritable"
  | "not_writable"
  | "read_failed"
  | "write_failed"
  | "task_not_written"
  | "journal_unreadable"
  | "journal_foreign"
  | "journal_newer"
  | "ledger_foreign"
  | "ledger_newer"
  | "ledger_unreadable"
  | "ceiling_unguarded"
  | "journal_failed"
  | "journal_moved"
  | "state_not_folder"
  | "path_linked"
  | "special_file"
  | "kept_file_changed"
  | "decision_pending";

/** Pictures that did not come whole, and tasks whose pictures cannot be had. */
export type PictureCode =
  | "picture_elsewhere"
  | "picture_too_large"
  | "picture_gone"
  | "picture_refused"
  | "picture_repeated"
  | "address_missing"
  | "address_odd"
  | "result_empty"
  | "not_png"
  | "png_cut"
  | "png_damaged"
  | "task_canceled"
  | "task_expired"
  | "task_unknown"
  | "png_too_large"
  | "png_unsupported"
  | "jpeg_too_large"
  | "not_jpeg"
  | "jpeg_damaged";

/** Requests without a whole answer. */
export type TransportCode =
  | "connection_failed"
  | "connection_denied"
  | "certificate_refused"
  | "proxy_failed"
  | "answer_lost"
  | "answer_timeout"
  | "answer_cut"
  | "answer_slow"
  | "answer_too_large"
  | "answer_unreadable"
  | "not_the_service"
  | "body_cut"
  | "body_stalled"
  | "body_slow";

/** Ends of an order that the journal remembers under a name of this program's own. */
export type OrderEndCode = "never_accepted";

/** Of an order, before it is sent: what the model does not take, what will be cut, what will not fit. */
type OrderFindingCode =
  | "parameter_not_taken"
  | "parameter_left_out"
  | "reference_auto_none"
  | "prompt_empty"
  | "text_holds_nul"
  | "text_not_unicode"
  | "n_out_of_range"
  | "seed_out_of_range"
  | "size_side"
  | "size_area"
  | "size_ratio"
  | "size_below_advice"
  | "prompt_cut"
  | "negative_prompt_cut"
  | "model_unknown"
  | "model_not_in_region"
  | "frame_ratio_differs";

/** Of a decision: what it changes besides the picture, and what somebody changed meanwhile. */
type DecisionFindingCode =
  | "clip_wins"
  | "film_old"
  | "cover_old"
  | "page_old"
  | "accepted_size_differs"
  | "accepted_sets_size"
  | "original_was_changed"
  | "original_was_removed"
  | "candidates_stay_aside"
  | "clip_was_changed"
  | "clip_lost"
  | "prompts_were_changed"
  | "decision_interrupted"
  | "aftermath_unknown";

/** Of the film's frames as they stand in the folder. */
type FrameFindingCode =
  | "frames_right"
  | "frames_crowded"
  | "frames_missing"
  | "frame_unlisted"
  | "frame_unnumbered"
  | "frame_misnamed"
  | "frame_half"
  | "frame_size_differs"
  | "clip_stale"
  | "clip_size_unreadable";

/** Of the settings, and of where money is counted. */
type SettingFindingCode =
  | "config_read"
  | "config_none"
  | "key_found"
  | "address"
  | "model_set"
  | "ceiling_set"
  | "ceiling_too_low"
  | "base_url_corrected"
  | "ledger_homeless"
  | "ledger_unusable"
  | "ledger_damaged"
  | "proxy_none"
  | "proxy_used"
  | "authority_extra";

/** Of the service, as the doctor meets it. */
type ServiceFindingCode =
  | "host_reachable"
  | "host_accepts"
  | "host_refuses"
  | "host_silent"
  | "host_odd"
  | "key_refused"
  | "key_other_region"
  | "service_silent"
  | "service_odd"
  | "clock_right"
  | "clock_wrong";

/** Of the disk, the journal and the orders in it. */
type JournalFindingCode =
  | "folder_found"
  | "folder_writable"
  | "disk_low"
  | "journal_none"
  | "journal_synced"
  | "journal_on_network"
  | "journal_whole"
  | "journal_damaged"
  | "picture_file_missing"
  | "picture_file_changed"
  | "orders_none"
  | "order_open"
  | "order_expiring"
  | "order_overdue"
  | "order_answer_lost"
  | "rehearsal_in_place";

/** What is worth telling without being an error: warnings, notes, checks. */
export type FindingCode =
  | OrderFindingCode
  | DecisionFindingCode
  | FrameFindingCode
  | SettingFindingCode
  | ServiceFindingCode
  | JournalFindingCode;

/** Every name an error of this program can have. */
export type ErrorCode =
  | InputCode
  | AssistantCode
  | StorageCode
  | PictureCode
  | TransportCode
  | CeilingCode
  | "service_refused"
  | "stopped"
  | "unexpected";

/** Every name that has a sentence of its own in `lib/text`. */
export type Code = ErrorCode | FindingCode | OrderEndCode;
