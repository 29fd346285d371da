#ifndef CLIBVIRT_SHIM_H
#define CLIBVIRT_SHIM_H

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>

#include <libvirt/libvirt.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

/* libvirt takes every event callback as one generic pointer type and casts it back by event id. Swift cannot
 * import the casting macros, so each callback shape has one function here that keeps its type. */
#define CLIBVIRT_DOMAIN_EVENT(name, callback_type) \
    static inline int clibvirt_domain_event_##name( \
        virConnectPtr connection, int event, callback_type callback, void *context, virFreeCallback release) { \
        return virConnectDomainEventRegisterAny( \
            connection, NULL, event, VIR_DOMAIN_EVENT_CALLBACK(callback), context, release); \
    }

CLIBVIRT_DOMAIN_EVENT(plain, virConnectDomainEventGenericCallback)
CLIBVIRT_DOMAIN_EVENT(lifecycle, virConnectDomainEventCallback)
CLIBVIRT_DOMAIN_EVENT(io_error, virConnectDomainEventIOErrorReasonCallback)
CLIBVIRT_DOMAIN_EVENT(block_job, virConnectDomainEventBlockJobCallback)
CLIBVIRT_DOMAIN_EVENT(balloon, virConnectDomainEventBalloonChangeCallback)
/* device added, device removed and device removal failed share one shape */
CLIBVIRT_DOMAIN_EVENT(device, virConnectDomainEventDeviceRemovedCallback)
CLIBVIRT_DOMAIN_EVENT(agent, virConnectDomainEventAgentLifecycleCallback)
CLIBVIRT_DOMAIN_EVENT(metadata, virConnectDomainEventMetadataChangeCallback)
CLIBVIRT_DOMAIN_EVENT(job_completed, virConnectDomainEventJobCompletedCallback)
#undef CLIBVIRT_DOMAIN_EVENT

static inline int clibvirt_pool_event_lifecycle(
    virConnectPtr connection, virConnectStoragePoolEventLifecycleCallback callback, void *context,
    virFreeCallback release) {
    return virConnectStoragePoolEventRegisterAny(
        connection, NULL, VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, VIR_STORAGE_POOL_EVENT_CALLBACK(callback), context,
        release);
}

static inline int clibvirt_network_event_lifecycle(
    virConnectPtr connection, virConnectNetworkEventLifecycleCallback callback, void *context,
    virFreeCallback release) {
    return virConnectNetworkEventRegisterAny(
        connection, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE, VIR_NETWORK_EVENT_CALLBACK(callback), context, release);
}

/* Up to 15 characters, for ps and debuggers; prctl is variadic, which Swift cannot call. */
static inline void clibvirt_name_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0, 0, 0);
}

/* libvirt writes to sockets without MSG_NOSIGNAL: a daemon that dies would end the process by SIGPIPE. Blocked in
 * the threads that call libvirt, the write fails with EPIPE, and the process keeps its own disposition. */
static inline void clibvirt_block_sigpipe(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

#endif
