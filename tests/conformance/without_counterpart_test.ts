/** Classes of CPython's test-suite that are about what does not exist here. */
import { suite } from "./conform.ts";

const MP = "_test_multiprocessing";
const FUTURES = "test_concurrent_futures";

const THREADS = "an executor's workers are threads already: there is no second kind of executor";
const ONE_WAY = "a process is started in one way: in a worker thread";

const CLASSES: readonly [file: string, name: string, why: string, tests: readonly string[]][] = [
  [MP, "TestManagerExceptions", "about cycles of references that CPython's collector has to find", [
    "test_queue_get",
    "test_dispatch",
  ]],
  [MP, "TestBaseProcessKwargs", "about CPython's own field: a target without `kwargs` gets no object", [
    "test_default_kwargs_not_shared_between_instances",
  ]],
  [
    MP,
    "ChallengeResponseTest",
    "the digest is HMAC with SHA-256: none can be chosen, nor one of an older protocol",
    [
      "test_challengeresponse",
    ],
  ],
  [MP, "_TestSpawnedSysPath", `${ONE_WAY}, and nothing is loaded before`, [
    "test_forkserver_preload_imports_sys_path",
    "test_child_sys_path",
    "test_std_streams_flushed_after_preload",
  ]],
  [FUTURES, "FailingInitializerResourcesTest", ONE_WAY, ["test_spawn", "test_forkserver"]],
  [FUTURES, "ThreadPoolWaitTests", THREADS, ["test_pending_calls_race"]],
  [FUTURES, "ThreadPoolExecutorTest", THREADS, [
    "test_map_submits_without_iteration",
    "test_default_workers",
    "test_saturation",
    "test_idle_thread_reuse",
    "test_hang_global_shutdown_lock",
    "test_process_fork_from_a_threadpool",
    "test_executor_map_current_future_cancel",
  ]],
  [FUTURES, "ThreadPoolShutdownTest", THREADS, [
    "test_threads_terminate",
    "test_context_manager_shutdown",
    "test_del_shutdown",
    "test_shutdown_no_wait",
    "test_thread_names_assigned",
    "test_thread_names_default",
    "test_cancel_futures_wait_false",
  ]],
  [FUTURES, "InterpreterPoolExecutorTest", THREADS, [
    "test_init_script",
    "test_init_script_args",
    "test_init_func",
    "test_init_with___main___global",
    "test_init_closure",
    "test_init_instance_method",
    "test_init_exception_in_script",
    "test_init_exception_in_func",
    "test_submit_script",
    "test_submit_closure",
    "test_submit_local_instance",
    "test_submit_instance_method",
    "test_submit_func_globals",
    "test_submit_exception_in_script",
    "test_submit_exception_in_func",
    "test_saturation",
    "test_blocking",
    "test_blocking_with_limited_workers",
    "test_idle_thread_reuse",
    "test_pickle_errors_propagate",
    "test_no_stale_references",
    "test_free_reference",
    "test_import_interpreter_pool_executor",
    "test_thread_name_prefix",
    "test_thread_name_prefix_with_thread_get_name",
  ]],
  [FUTURES, "AsyncioTest", "a `Future` is a promise: the event loop needs no executor of its own", [
    "test_run_in_executor",
    "test_run_in_executor_cancel",
    "test_default_executor",
  ]],
];

for (const [file, name, why, tests] of CLASSES) {
  suite(file, name, ({ notApplicable }) => {
    for (const test of tests) notApplicable(test, why);
  });
}
