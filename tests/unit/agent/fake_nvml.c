/* A libnvidia-ml.so.1 without a GPU: what the agent asks of the real one, answered from a file.
 *
 * FAKE_NVML_CONFIG names a file of lines "uuid model total_MiB reserved_MiB used_MiB utilisation [fault]". ``fault``:
 * lost (the device answers GPU_IS_LOST), old (no version 2 of the memory call), mute (no utilisation).
 * FAKE_NVML_INIT=n makes nvmlInit answer n. Read anew at every call, so that tests may change it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int status;
enum { OK = 0, INVALID = 2, NOT_SUPPORTED = 3, NOT_FOUND = 6, SHORT = 7, FUNCTION_NOT_FOUND = 13, LOST = 15 };
#define MIB (1024ull * 1024ull)
#define MAX 16

typedef struct { char uuid[96], model[96], fault[16]; unsigned long long total, reserved, used; unsigned busy; } gpu;
typedef struct { unsigned long long total, free, used; } memory_v1;
typedef struct { unsigned version; unsigned long long total, reserved, free, used; } memory_v2;
typedef struct { unsigned gpu, memory; } utilisation;
typedef struct {
    char bus_id_legacy[16];
    unsigned domain, bus, device, device_id, subsystem_id;
    char bus_id[32];
} pci;

static gpu gpus[MAX];

static int load(void) {
    const char *path = getenv("FAKE_NVML_CONFIG");
    FILE *file = path ? fopen(path, "r") : NULL;
    char line[512];
    int count = 0;
    while (file && count < MAX && fgets(line, sizeof line, file)) {
        gpu *g = &gpus[count];
        memset(g, 0, sizeof *g);
        if (sscanf(line, "%95s %95s %llu %llu %llu %u %15s", g->uuid, g->model, &g->total, &g->reserved, &g->used,
                   &g->busy, g->fault) >= 6)
            count++;
    }
    if (file) fclose(file);
    return count;
}

static int has(gpu *g, const char *fault) { return !strcmp(g->fault, fault); }
static status text(const char *from, char *to, unsigned length) {
    if (strlen(from) + 1 > length) return SHORT;
    strcpy(to, from);
    return OK;
}

status nvmlInitWithFlags(unsigned flags) {
    const char *answer = getenv("FAKE_NVML_INIT");
    return answer ? atoi(answer) : OK;
}
status nvmlInit_v2(void) { return nvmlInitWithFlags(0); }
status nvmlShutdown(void) { return OK; }
const char *nvmlErrorString(status code) { return code == LOST ? "GPU is lost" : "fake error"; }
status nvmlDeviceGetCount_v2(unsigned *count) { *count = load(); return OK; }

status nvmlDeviceGetHandleByIndex_v2(unsigned index, gpu **handle) {
    if ((int)index >= load()) return INVALID;
    if (has(&gpus[index], "lost")) return LOST;
    *handle = &gpus[index];
    return OK;
}
status nvmlDeviceGetHandleByUUID(const char *uuid, gpu **handle) {
    for (int i = 0, count = load(); i < count; i++)
        if (!strcmp(gpus[i].uuid, uuid)) return nvmlDeviceGetHandleByIndex_v2(i, handle);
    return NOT_FOUND;
}
status nvmlDeviceGetUUID(gpu *g, char *to, unsigned length) { return text(g->uuid, to, length); }
status nvmlDeviceGetName(gpu *g, char *to, unsigned length) { return text(g->model, to, length); }

status nvmlDeviceGetMemoryInfo(gpu *g, memory_v1 *m) {
    m->total = g->total * MIB;
    m->used = g->used * MIB;
    m->free = m->total - m->used;
    return OK;
}
status nvmlDeviceGetMemoryInfo_v2(gpu *g, memory_v2 *m) {
    if (has(g, "old")) return FUNCTION_NOT_FOUND;
    if (m->version != (sizeof *m | 2u << 24)) return INVALID; /* 0x02000028 */
    m->total = g->total * MIB;
    m->reserved = g->reserved * MIB;
    m->used = g->used * MIB;
    m->free = m->total - m->reserved - m->used;
    return OK;
}
status nvmlDeviceGetUtilizationRates(gpu *g, utilisation *u) {
    if (has(g, "mute")) return NOT_SUPPORTED;
    u->gpu = g->busy;
    u->memory = 0;
    return OK;
}
status nvmlDeviceGetPciInfo_v3(gpu *g, pci *p) {
    memset(p, 0, sizeof *p);
    p->bus = (unsigned)(g - gpus) + 1;
    snprintf(p->bus_id, sizeof p->bus_id, "00000000:%02X:00.0", p->bus);
    return OK;
}
