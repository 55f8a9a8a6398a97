import { ILayoutRestorer as Pp } from "@jupyterlab/application";
import { ReactWidget as rm, IThemeManager as Rp } from "@jupyterlab/apputils";
import { URLExt as Mp, PageConfig as Qi } from "@jupyterlab/coreutils";
import { ServerConnection as om } from "@jupyterlab/services";
import { IStatusBar as Tp } from "@jupyterlab/statusbar";
import * as l from "react";
import D, { isValidElement as am, version as Np, useContext as Wt, createContext as ia, useRef as we, useLayoutEffect as _p, useEffect as Mt, useState as Ct, forwardRef as la, useMemo as wn, Children as Wl, useCallback as Xn, useImperativeHandle as Zs, cloneElement as jp, useSyncExternalStore as Qs } from "react";
import { LabIcon as zp } from "@jupyterlab/ui-components";
import * as Ap from "react-dom";
import nu, { createPortal as im, unstable_batchedUpdates as Lp, flushSync as Gl } from "react-dom";
const Bp = { overview: null, connection: { kind: "connecting" } };
function Dp(e, t) {
  switch (t.type) {
    case "overview":
      return e.overview && Fp(t.overview, e.overview) ? { ...e, connection: { kind: "live" } } : { overview: t.overview, connection: { kind: "live" } };
    case "lost": {
      const n = e.connection, r = n.kind === "reconnecting" ? n.since : t.at;
      return { ...e, connection: { kind: "reconnecting", since: r, detail: t.detail } };
    }
    case "login":
      return { ...e, connection: { kind: "login" } };
  }
}
function Fp(e, t) {
  const n = Date.parse(t.at) - Date.parse(e.at);
  return n > 0 && n < 1e4;
}
class Js extends Error {
}
function Hp(e) {
  const t = qo(e, "overview"), n = qo(t.user, "user");
  return {
    user: {
      username: ro(n.username, "user.username"),
      email: Yn(n.email, ""),
      role: Yn(n.role, "user"),
      isAdmin: n.is_admin === !0
    },
    sessions: kl(t.sessions, "sessions").map(Vp),
    resourceGroups: kl(t.resource_groups, "resource_groups").map(Wp),
    limits: Gp(t.limits),
    hubBaseUrl: kp(t.hub),
    at: Yn(t.at, "")
  };
}
function Vp(e) {
  const t = qo(e, "sessions[]");
  return {
    id: ro(t.id, "sessions[].id"),
    name: ro(t.name, "sessions[].name"),
    type: Yn(t.type, ""),
    status: ro(t.status, "sessions[].status"),
    statusInfo: Yn(t.status_info, ""),
    place: Xa(t.place),
    of: Xa(t.of),
    reason: Yn(t.reason, ""),
    image: Yn(t.image, ""),
    resourceGroup: Yn(t.resource_group, ""),
    slots: Up(t.slots),
    createdAt: Lo(t.created_at),
    startedAt: Lo(t.started_at),
    hubServer: Lo(t.hub_server),
    url: Lo(t.url),
    owner: Yn(t.owner, "")
  };
}
function Wp(e) {
  const t = qo(e, "resource_groups[]");
  return {
    name: ro(t.name, "resource_groups[].name"),
    agents: Xa(t.agents) ?? 0,
    slots: kl(t.slots, "resource_groups[].slots").map((n) => {
      const r = qo(n, "resource_groups[].slots[]");
      return {
        slot: ro(r.slot, "resource_groups[].slots[].slot"),
        capacity: Vo(r.capacity),
        occupied: Vo(r.occupied),
        free: Vo(r.free)
      };
    })
  };
}
function Gp(e) {
  if (!no(e)) return { sessions: null, slots: {} };
  const t = no(e.sessions) ? Xa(e.sessions.limit) : null, n = Array.isArray(e.slots) ? e.slots.filter(no) : [];
  return {
    sessions: t,
    slots: Object.fromEntries(n.map((r) => [Yn(r.slot, "?"), Vo(r.limit)]))
  };
}
function kp(e) {
  return no(e) ? Lo(e.base_url) : null;
}
function no(e) {
  return typeof e == "object" && e !== null && !Array.isArray(e);
}
function qo(e, t) {
  if (!no(e)) throw new Js(`The answer has no object at "${t}".`);
  return e;
}
function kl(e, t) {
  if (!Array.isArray(e)) throw new Js(`The answer has no list at "${t}".`);
  return e;
}
function ro(e, t) {
  if (typeof e != "string") throw new Js(`The answer has no text at "${t}".`);
  return e;
}
const Yn = (e, t) => typeof e == "string" ? e : t, Lo = (e) => typeof e == "string" ? e : null, Xa = (e) => typeof e == "number" && Number.isFinite(e) ? e : null, Vo = (e) => typeof e == "string" || typeof e == "number" ? String(e) : "0";
function Up(e) {
  return no(e) ? Object.fromEntries(Object.entries(e).map(([t, n]) => [t, Vo(n)])) : {};
}
class so extends Error {
  constructor(t, n, r) {
    super(t), this.advice = n, this.status = r;
  }
  advice;
  status;
  /** The login has run out: only a visit to the login page helps. */
  get loginNeeded() {
    return this.status === 401;
  }
}
async function qp(e) {
  const t = await lm(e, "console/overview");
  return Hp(await t.json());
}
async function Kp(e, t) {
  await lm(e, `session/${encodeURIComponent(t)}`, { method: "DELETE" });
}
async function lm(e, t, n) {
  let r;
  try {
    r = await e(t, { redirect: "manual", ...n });
  } catch {
    throw new so("Kernelyard does not answer.", "Check your connection; the page tries again.", 0);
  }
  if (r.type === "opaqueredirect")
    throw new so("Your login has ended.", "Log in again.", 401);
  if (!r.ok) throw await Xp(r);
  return r;
}
async function Xp(e) {
  let t = "";
  try {
    const n = await e.json();
    t = [n.msg, n.message, n.title].find((r) => typeof r == "string") ?? "";
  } catch {
  }
  return new so(
    t || `The service answered ${e.status}.`,
    Yp(e.status),
    e.status
  );
}
function Yp(e) {
  return e === 401 ? "Log in again." : e === 403 ? "You may not do this; ask an admin of this site if you should." : e === 404 ? "It is gone already; the list will show it in a moment." : e === 409 ? "Its state has just changed; look again and repeat if still needed." : e === 429 ? "Too many requests; wait a moment." : e >= 500 ? "A part of the site is down; try again in a minute, then tell an admin." : "Check what you entered.";
}
function Zp(e, t, n) {
  let r, o = !1;
  const a = async () => {
    try {
      const i = await qp(e);
      o || t({ type: "overview", overview: i });
    } catch (i) {
      if (o) return;
      i instanceof so && i.loginNeeded ? t({ type: "login" }) : t({ type: "lost", at: Date.now(), detail: i instanceof Error ? i.message : "" });
    }
    o || (r = setTimeout(() => {
      a();
    }, n()));
  };
  return a(), () => {
    o = !0, clearTimeout(r);
  };
}
const Qp = 5e3, Jp = 3e4;
class eh {
  constructor(t) {
    this.fetcher = t;
  }
  fetcher;
  live = Bp;
  listeners = /* @__PURE__ */ new Set();
  stop = null;
  seen = !1;
  current = () => this.live;
  /** The first subscriber starts the polling, the last one to go ends it. */
  subscribe = (t) => (this.listeners.add(t), this.stop === null && this.start(), () => {
    this.listeners.delete(t), this.listeners.size === 0 && this.halt();
  });
  /** Whether the panel is seen; asks at once when it comes into view. */
  set visible(t) {
    this.seen = t, t && this.stop !== null && this.refresh();
  }
  refresh() {
    this.halt(), this.start();
  }
  start() {
    const t = () => this.seen && !document.hidden ? Qp : Jp;
    this.stop = Zp(
      this.fetcher,
      (n) => {
        this.live = Dp(this.live, n), this.listeners.forEach((r) => r());
      },
      t
    );
  }
  halt() {
    this.stop?.(), this.stop = null;
  }
}
function th(e) {
  return (t, n) => om.makeRequest(
    Mp.join(e.baseUrl, "kernelyard", t),
    { ...n ?? {} },
    e
  );
}
function sm(e) {
  return e && e.__esModule && Object.prototype.hasOwnProperty.call(e, "default") ? e.default : e;
}
var Ji = { exports: {} };
var ru;
function nh() {
  return ru || (ru = 1, (function(e) {
    (function() {
      var t = {}.hasOwnProperty;
      function n() {
        for (var a = "", i = 0; i < arguments.length; i++) {
          var s = arguments[i];
          s && (a = o(a, r(s)));
        }
        return a;
      }
      function r(a) {
        if (typeof a == "string" || typeof a == "number")
          return a;
        if (typeof a != "object")
          return "";
        if (Array.isArray(a))
          return n.apply(null, a);
        if (a.toString !== Object.prototype.toString && !a.toString.toString().includes("[native code]"))
          return a.toString();
        var i = "";
        for (var s in a)
          t.call(a, s) && a[s] && (i = o(i, s));
        return i;
      }
      function o(a, i) {
        return i ? a ? a + " " + i : a + i : a;
      }
      e.exports ? (n.default = n, e.exports = n) : window.classNames = n;
    })();
  })(Ji)), Ji.exports;
}
var rh = nh();
const V = /* @__PURE__ */ sm(rh);
function pe() {
  return pe = Object.assign ? Object.assign.bind() : function(e) {
    for (var t = 1; t < arguments.length; t++) {
      var n = arguments[t];
      for (var r in n) ({}).hasOwnProperty.call(n, r) && (e[r] = n[r]);
    }
    return e;
  }, pe.apply(null, arguments);
}
function Be(e) {
  "@babel/helpers - typeof";
  return Be = typeof Symbol == "function" && typeof Symbol.iterator == "symbol" ? function(t) {
    return typeof t;
  } : function(t) {
    return t && typeof Symbol == "function" && t.constructor === Symbol && t !== Symbol.prototype ? "symbol" : typeof t;
  }, Be(e);
}
var oh = /* @__PURE__ */ Symbol.for("react.element"), ah = /* @__PURE__ */ Symbol.for("react.transitional.element"), ih = /* @__PURE__ */ Symbol.for("react.fragment");
function cm(e) {
  return (
    // Base object type
    e && Be(e) === "object" && // React Element type
    (e.$$typeof === oh || e.$$typeof === ah) && // React Fragment type
    e.type === ih
  );
}
function or(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : {}, n = [];
  return D.Children.forEach(e, function(r) {
    r == null && !t.keepEmpty || (Array.isArray(r) ? n = n.concat(or(r)) : cm(r) && r.props ? n = n.concat(or(r.props.children, t)) : n.push(r));
  }), n;
}
var Ul = {}, lh = function(t) {
};
function sh(e, t) {
}
function ch(e, t) {
}
function uh() {
  Ul = {};
}
function um(e, t, n) {
  !t && !Ul[n] && (e(!1, n), Ul[n] = !0);
}
function fn(e, t) {
  um(sh, e, t);
}
function dh(e, t) {
  um(ch, e, t);
}
fn.preMessage = lh;
fn.resetWarned = uh;
fn.noteOnce = dh;
function fh(e, t) {
  if (Be(e) != "object" || !e) return e;
  var n;
  if (typeof Symbol < "u" && (n = e[Symbol.toPrimitive]) !== void 0) {
    var r = n.call(e, t);
    if (Be(r) != "object") return r;
    throw new TypeError("@@toPrimitive must return a primitive value.");
  }
  return (t === "string" ? String : Number)(e);
}
function dm(e) {
  var t = fh(e, "string");
  return Be(t) == "symbol" ? t : t + "";
}
function N(e, t, n) {
  return (t = dm(t)) in e ? Object.defineProperty(e, t, {
    value: n,
    enumerable: !0,
    configurable: !0,
    writable: !0
  }) : e[t] = n, e;
}
function ou(e, t) {
  var n = Object.keys(e);
  if (Object.getOwnPropertySymbols) {
    var r = Object.getOwnPropertySymbols(e);
    t && (r = r.filter(function(o) {
      return Object.getOwnPropertyDescriptor(e, o).enumerable;
    })), n.push.apply(n, r);
  }
  return n;
}
function j(e) {
  for (var t = 1; t < arguments.length; t++) {
    var n = arguments[t] != null ? arguments[t] : {};
    t % 2 ? ou(Object(n), !0).forEach(function(r) {
      N(e, r, n[r]);
    }) : Object.getOwnPropertyDescriptors ? Object.defineProperties(e, Object.getOwnPropertyDescriptors(n)) : ou(Object(n)).forEach(function(r) {
      Object.defineProperty(e, r, Object.getOwnPropertyDescriptor(n, r));
    });
  }
  return e;
}
function Ko(e) {
  return e instanceof HTMLElement || e instanceof SVGElement;
}
function mh(e) {
  return e && Be(e) === "object" && Ko(e.nativeElement) ? e.nativeElement : Ko(e) ? e : null;
}
function La(e) {
  var t = mh(e);
  if (t)
    return t;
  if (e instanceof D.Component) {
    var n;
    return (n = nu.findDOMNode) === null || n === void 0 ? void 0 : n.call(nu, e);
  }
  return null;
}
var el = { exports: {} }, Rt = {};
var au;
function vh() {
  if (au) return Rt;
  au = 1;
  var e = /* @__PURE__ */ Symbol.for("react.element"), t = /* @__PURE__ */ Symbol.for("react.portal"), n = /* @__PURE__ */ Symbol.for("react.fragment"), r = /* @__PURE__ */ Symbol.for("react.strict_mode"), o = /* @__PURE__ */ Symbol.for("react.profiler"), a = /* @__PURE__ */ Symbol.for("react.provider"), i = /* @__PURE__ */ Symbol.for("react.context"), s = /* @__PURE__ */ Symbol.for("react.server_context"), c = /* @__PURE__ */ Symbol.for("react.forward_ref"), u = /* @__PURE__ */ Symbol.for("react.suspense"), d = /* @__PURE__ */ Symbol.for("react.suspense_list"), f = /* @__PURE__ */ Symbol.for("react.memo"), m = /* @__PURE__ */ Symbol.for("react.lazy"), g = /* @__PURE__ */ Symbol.for("react.offscreen"), p;
  p = /* @__PURE__ */ Symbol.for("react.module.reference");
  function h(v) {
    if (typeof v == "object" && v !== null) {
      var y = v.$$typeof;
      switch (y) {
        case e:
          switch (v = v.type, v) {
            case n:
            case o:
            case r:
            case u:
            case d:
              return v;
            default:
              switch (v = v && v.$$typeof, v) {
                case s:
                case i:
                case c:
                case m:
                case f:
                case a:
                  return v;
                default:
                  return y;
              }
          }
        case t:
          return y;
      }
    }
  }
  return Rt.ContextConsumer = i, Rt.ContextProvider = a, Rt.Element = e, Rt.ForwardRef = c, Rt.Fragment = n, Rt.Lazy = m, Rt.Memo = f, Rt.Portal = t, Rt.Profiler = o, Rt.StrictMode = r, Rt.Suspense = u, Rt.SuspenseList = d, Rt.isAsyncMode = function() {
    return !1;
  }, Rt.isConcurrentMode = function() {
    return !1;
  }, Rt.isContextConsumer = function(v) {
    return h(v) === i;
  }, Rt.isContextProvider = function(v) {
    return h(v) === a;
  }, Rt.isElement = function(v) {
    return typeof v == "object" && v !== null && v.$$typeof === e;
  }, Rt.isForwardRef = function(v) {
    return h(v) === c;
  }, Rt.isFragment = function(v) {
    return h(v) === n;
  }, Rt.isLazy = function(v) {
    return h(v) === m;
  }, Rt.isMemo = function(v) {
    return h(v) === f;
  }, Rt.isPortal = function(v) {
    return h(v) === t;
  }, Rt.isProfiler = function(v) {
    return h(v) === o;
  }, Rt.isStrictMode = function(v) {
    return h(v) === r;
  }, Rt.isSuspense = function(v) {
    return h(v) === u;
  }, Rt.isSuspenseList = function(v) {
    return h(v) === d;
  }, Rt.isValidElementType = function(v) {
    return typeof v == "string" || typeof v == "function" || v === n || v === o || v === r || v === u || v === d || v === g || typeof v == "object" && v !== null && (v.$$typeof === m || v.$$typeof === f || v.$$typeof === a || v.$$typeof === i || v.$$typeof === c || v.$$typeof === p || v.getModuleId !== void 0);
  }, Rt.typeOf = h, Rt;
}
var iu;
function gh() {
  return iu || (iu = 1, el.exports = vh()), el.exports;
}
var tl = gh();
function sa(e, t, n) {
  var r = l.useRef({});
  return (!("value" in r.current) || n(r.current.condition, t)) && (r.current.value = e(), r.current.condition = t), r.current.value;
}
var ph = Number(Np.split(".")[0]), ec = function(t, n) {
  typeof t == "function" ? t(n) : Be(t) === "object" && t && "current" in t && (t.current = n);
}, Wn = function() {
  for (var t = arguments.length, n = new Array(t), r = 0; r < t; r++)
    n[r] = arguments[r];
  var o = n.filter(Boolean);
  return o.length <= 1 ? o[0] : function(a) {
    n.forEach(function(i) {
      ec(i, a);
    });
  };
}, Sr = function() {
  for (var t = arguments.length, n = new Array(t), r = 0; r < t; r++)
    n[r] = arguments[r];
  return sa(function() {
    return Wn.apply(void 0, n);
  }, n, function(o, a) {
    return o.length !== a.length || o.every(function(i, s) {
      return i !== a[s];
    });
  });
}, zr = function(t) {
  var n, r;
  if (!t)
    return !1;
  if (fm(t) && ph >= 19)
    return !0;
  var o = tl.isMemo(t) ? t.type.type : t.type;
  return !(typeof o == "function" && !((n = o.prototype) !== null && n !== void 0 && n.render) && o.$$typeof !== tl.ForwardRef || typeof t == "function" && !((r = t.prototype) !== null && r !== void 0 && r.render) && t.$$typeof !== tl.ForwardRef);
};
function fm(e) {
  return /* @__PURE__ */ am(e) && !cm(e);
}
var Co = function(t) {
  if (t && fm(t)) {
    var n = t;
    return n.props.propertyIsEnumerable("ref") ? n.props.ref : n.ref;
  }
  return null;
}, ql = /* @__PURE__ */ l.createContext(null);
function hh(e) {
  var t = e.children, n = e.onBatchResize, r = l.useRef(0), o = l.useRef([]), a = l.useContext(ql), i = l.useCallback(function(s, c, u) {
    r.current += 1;
    var d = r.current;
    o.current.push({
      size: s,
      element: c,
      data: u
    }), Promise.resolve().then(function() {
      d === r.current && (n?.(o.current), o.current = []);
    }), a?.(s, c, u);
  }, [n, a]);
  return /* @__PURE__ */ l.createElement(ql.Provider, {
    value: i
  }, t);
}
var mm = (function() {
  if (typeof Map < "u")
    return Map;
  function e(t, n) {
    var r = -1;
    return t.some(function(o, a) {
      return o[0] === n ? (r = a, !0) : !1;
    }), r;
  }
  return (
    /** @class */
    (function() {
      function t() {
        this.__entries__ = [];
      }
      return Object.defineProperty(t.prototype, "size", {
        /**
         * @returns {boolean}
         */
        get: function() {
          return this.__entries__.length;
        },
        enumerable: !0,
        configurable: !0
      }), t.prototype.get = function(n) {
        var r = e(this.__entries__, n), o = this.__entries__[r];
        return o && o[1];
      }, t.prototype.set = function(n, r) {
        var o = e(this.__entries__, n);
        ~o ? this.__entries__[o][1] = r : this.__entries__.push([n, r]);
      }, t.prototype.delete = function(n) {
        var r = this.__entries__, o = e(r, n);
        ~o && r.splice(o, 1);
      }, t.prototype.has = function(n) {
        return !!~e(this.__entries__, n);
      }, t.prototype.clear = function() {
        this.__entries__.splice(0);
      }, t.prototype.forEach = function(n, r) {
        r === void 0 && (r = null);
        for (var o = 0, a = this.__entries__; o < a.length; o++) {
          var i = a[o];
          n.call(r, i[1], i[0]);
        }
      }, t;
    })()
  );
})(), Kl = typeof window < "u" && typeof document < "u" && window.document === document, Ya = (function() {
  return typeof global < "u" && global.Math === Math ? global : typeof self < "u" && self.Math === Math ? self : typeof window < "u" && window.Math === Math ? window : Function("return this")();
})(), bh = (function() {
  return typeof requestAnimationFrame == "function" ? requestAnimationFrame.bind(Ya) : function(e) {
    return setTimeout(function() {
      return e(Date.now());
    }, 1e3 / 60);
  };
})(), yh = 2;
function Sh(e, t) {
  var n = !1, r = !1, o = 0;
  function a() {
    n && (n = !1, e()), r && s();
  }
  function i() {
    bh(a);
  }
  function s() {
    var c = Date.now();
    if (n) {
      if (c - o < yh)
        return;
      r = !0;
    } else
      n = !0, r = !1, setTimeout(i, t);
    o = c;
  }
  return s;
}
var Ch = 20, $h = ["top", "right", "bottom", "left", "width", "height", "size", "weight"], xh = typeof MutationObserver < "u", wh = (
  /** @class */
  (function() {
    function e() {
      this.connected_ = !1, this.mutationEventsAdded_ = !1, this.mutationsObserver_ = null, this.observers_ = [], this.onTransitionEnd_ = this.onTransitionEnd_.bind(this), this.refresh = Sh(this.refresh.bind(this), Ch);
    }
    return e.prototype.addObserver = function(t) {
      ~this.observers_.indexOf(t) || this.observers_.push(t), this.connected_ || this.connect_();
    }, e.prototype.removeObserver = function(t) {
      var n = this.observers_, r = n.indexOf(t);
      ~r && n.splice(r, 1), !n.length && this.connected_ && this.disconnect_();
    }, e.prototype.refresh = function() {
      var t = this.updateObservers_();
      t && this.refresh();
    }, e.prototype.updateObservers_ = function() {
      var t = this.observers_.filter(function(n) {
        return n.gatherActive(), n.hasActive();
      });
      return t.forEach(function(n) {
        return n.broadcastActive();
      }), t.length > 0;
    }, e.prototype.connect_ = function() {
      !Kl || this.connected_ || (document.addEventListener("transitionend", this.onTransitionEnd_), window.addEventListener("resize", this.refresh), xh ? (this.mutationsObserver_ = new MutationObserver(this.refresh), this.mutationsObserver_.observe(document, {
        attributes: !0,
        childList: !0,
        characterData: !0,
        subtree: !0
      })) : (document.addEventListener("DOMSubtreeModified", this.refresh), this.mutationEventsAdded_ = !0), this.connected_ = !0);
    }, e.prototype.disconnect_ = function() {
      !Kl || !this.connected_ || (document.removeEventListener("transitionend", this.onTransitionEnd_), window.removeEventListener("resize", this.refresh), this.mutationsObserver_ && this.mutationsObserver_.disconnect(), this.mutationEventsAdded_ && document.removeEventListener("DOMSubtreeModified", this.refresh), this.mutationsObserver_ = null, this.mutationEventsAdded_ = !1, this.connected_ = !1);
    }, e.prototype.onTransitionEnd_ = function(t) {
      var n = t.propertyName, r = n === void 0 ? "" : n, o = $h.some(function(a) {
        return !!~r.indexOf(a);
      });
      o && this.refresh();
    }, e.getInstance = function() {
      return this.instance_ || (this.instance_ = new e()), this.instance_;
    }, e.instance_ = null, e;
  })()
), vm = (function(e, t) {
  for (var n = 0, r = Object.keys(t); n < r.length; n++) {
    var o = r[n];
    Object.defineProperty(e, o, {
      value: t[o],
      enumerable: !1,
      writable: !1,
      configurable: !0
    });
  }
  return e;
}), co = (function(e) {
  var t = e && e.ownerDocument && e.ownerDocument.defaultView;
  return t || Ya;
}), gm = gi(0, 0, 0, 0);
function Za(e) {
  return parseFloat(e) || 0;
}
function lu(e) {
  for (var t = [], n = 1; n < arguments.length; n++)
    t[n - 1] = arguments[n];
  return t.reduce(function(r, o) {
    var a = e["border-" + o + "-width"];
    return r + Za(a);
  }, 0);
}
function Eh(e) {
  for (var t = ["top", "right", "bottom", "left"], n = {}, r = 0, o = t; r < o.length; r++) {
    var a = o[r], i = e["padding-" + a];
    n[a] = Za(i);
  }
  return n;
}
function Oh(e) {
  var t = e.getBBox();
  return gi(0, 0, t.width, t.height);
}
function Ih(e) {
  var t = e.clientWidth, n = e.clientHeight;
  if (!t && !n)
    return gm;
  var r = co(e).getComputedStyle(e), o = Eh(r), a = o.left + o.right, i = o.top + o.bottom, s = Za(r.width), c = Za(r.height);
  if (r.boxSizing === "border-box" && (Math.round(s + a) !== t && (s -= lu(r, "left", "right") + a), Math.round(c + i) !== n && (c -= lu(r, "top", "bottom") + i)), !Rh(e)) {
    var u = Math.round(s + a) - t, d = Math.round(c + i) - n;
    Math.abs(u) !== 1 && (s -= u), Math.abs(d) !== 1 && (c -= d);
  }
  return gi(o.left, o.top, s, c);
}
var Ph = /* @__PURE__ */ (function() {
  return typeof SVGGraphicsElement < "u" ? function(e) {
    return e instanceof co(e).SVGGraphicsElement;
  } : function(e) {
    return e instanceof co(e).SVGElement && typeof e.getBBox == "function";
  };
})();
function Rh(e) {
  return e === co(e).document.documentElement;
}
function Mh(e) {
  return Kl ? Ph(e) ? Oh(e) : Ih(e) : gm;
}
function Th(e) {
  var t = e.x, n = e.y, r = e.width, o = e.height, a = typeof DOMRectReadOnly < "u" ? DOMRectReadOnly : Object, i = Object.create(a.prototype);
  return vm(i, {
    x: t,
    y: n,
    width: r,
    height: o,
    top: n,
    right: t + r,
    bottom: o + n,
    left: t
  }), i;
}
function gi(e, t, n, r) {
  return { x: e, y: t, width: n, height: r };
}
var Nh = (
  /** @class */
  (function() {
    function e(t) {
      this.broadcastWidth = 0, this.broadcastHeight = 0, this.contentRect_ = gi(0, 0, 0, 0), this.target = t;
    }
    return e.prototype.isActive = function() {
      var t = Mh(this.target);
      return this.contentRect_ = t, t.width !== this.broadcastWidth || t.height !== this.broadcastHeight;
    }, e.prototype.broadcastRect = function() {
      var t = this.contentRect_;
      return this.broadcastWidth = t.width, this.broadcastHeight = t.height, t;
    }, e;
  })()
), _h = (
  /** @class */
  /* @__PURE__ */ (function() {
    function e(t, n) {
      var r = Th(n);
      vm(this, { target: t, contentRect: r });
    }
    return e;
  })()
), jh = (
  /** @class */
  (function() {
    function e(t, n, r) {
      if (this.activeObservations_ = [], this.observations_ = new mm(), typeof t != "function")
        throw new TypeError("The callback provided as parameter 1 is not a function.");
      this.callback_ = t, this.controller_ = n, this.callbackCtx_ = r;
    }
    return e.prototype.observe = function(t) {
      if (!arguments.length)
        throw new TypeError("1 argument required, but only 0 present.");
      if (!(typeof Element > "u" || !(Element instanceof Object))) {
        if (!(t instanceof co(t).Element))
          throw new TypeError('parameter 1 is not of type "Element".');
        var n = this.observations_;
        n.has(t) || (n.set(t, new Nh(t)), this.controller_.addObserver(this), this.controller_.refresh());
      }
    }, e.prototype.unobserve = function(t) {
      if (!arguments.length)
        throw new TypeError("1 argument required, but only 0 present.");
      if (!(typeof Element > "u" || !(Element instanceof Object))) {
        if (!(t instanceof co(t).Element))
          throw new TypeError('parameter 1 is not of type "Element".');
        var n = this.observations_;
        n.has(t) && (n.delete(t), n.size || this.controller_.removeObserver(this));
      }
    }, e.prototype.disconnect = function() {
      this.clearActive(), this.observations_.clear(), this.controller_.removeObserver(this);
    }, e.prototype.gatherActive = function() {
      var t = this;
      this.clearActive(), this.observations_.forEach(function(n) {
        n.isActive() && t.activeObservations_.push(n);
      });
    }, e.prototype.broadcastActive = function() {
      if (this.hasActive()) {
        var t = this.callbackCtx_, n = this.activeObservations_.map(function(r) {
          return new _h(r.target, r.broadcastRect());
        });
        this.callback_.call(t, n, t), this.clearActive();
      }
    }, e.prototype.clearActive = function() {
      this.activeObservations_.splice(0);
    }, e.prototype.hasActive = function() {
      return this.activeObservations_.length > 0;
    }, e;
  })()
), pm = typeof WeakMap < "u" ? /* @__PURE__ */ new WeakMap() : new mm(), hm = (
  /** @class */
  /* @__PURE__ */ (function() {
    function e(t) {
      if (!(this instanceof e))
        throw new TypeError("Cannot call a class as a function.");
      if (!arguments.length)
        throw new TypeError("1 argument required, but only 0 present.");
      var n = wh.getInstance(), r = new jh(t, n, this);
      pm.set(this, r);
    }
    return e;
  })()
);
[
  "observe",
  "unobserve",
  "disconnect"
].forEach(function(e) {
  hm.prototype[e] = function() {
    var t;
    return (t = pm.get(this))[e].apply(t, arguments);
  };
});
var zh = (function() {
  return typeof Ya.ResizeObserver < "u" ? Ya.ResizeObserver : hm;
})(), vr = /* @__PURE__ */ new Map();
function Ah(e) {
  e.forEach(function(t) {
    var n, r = t.target;
    (n = vr.get(r)) === null || n === void 0 || n.forEach(function(o) {
      return o(r);
    });
  });
}
var bm = new zh(Ah);
function Lh(e, t) {
  vr.has(e) || (vr.set(e, /* @__PURE__ */ new Set()), bm.observe(e)), vr.get(e).add(t);
}
function Bh(e, t) {
  vr.has(e) && (vr.get(e).delete(t), vr.get(e).size || (bm.unobserve(e), vr.delete(e)));
}
function Kt(e, t) {
  if (!(e instanceof t)) throw new TypeError("Cannot call a class as a function");
}
function su(e, t) {
  for (var n = 0; n < t.length; n++) {
    var r = t[n];
    r.enumerable = r.enumerable || !1, r.configurable = !0, "value" in r && (r.writable = !0), Object.defineProperty(e, dm(r.key), r);
  }
}
function Xt(e, t, n) {
  return t && su(e.prototype, t), n && su(e, n), Object.defineProperty(e, "prototype", {
    writable: !1
  }), e;
}
function Xo(e, t) {
  return Xo = Object.setPrototypeOf ? Object.setPrototypeOf.bind() : function(n, r) {
    return n.__proto__ = r, n;
  }, Xo(e, t);
}
function tr(e, t) {
  if (typeof t != "function" && t !== null) throw new TypeError("Super expression must either be null or a function");
  e.prototype = Object.create(t && t.prototype, {
    constructor: {
      value: e,
      writable: !0,
      configurable: !0
    }
  }), Object.defineProperty(e, "prototype", {
    writable: !1
  }), t && Xo(e, t);
}
function Mr(e) {
  return Mr = Object.setPrototypeOf ? Object.getPrototypeOf.bind() : function(t) {
    return t.__proto__ || Object.getPrototypeOf(t);
  }, Mr(e);
}
function pi() {
  try {
    var e = !Boolean.prototype.valueOf.call(Reflect.construct(Boolean, [], function() {
    }));
  } catch {
  }
  return (pi = function() {
    return !!e;
  })();
}
function mt(e) {
  if (e === void 0) throw new ReferenceError("this hasn't been initialised - super() hasn't been called");
  return e;
}
function ym(e, t) {
  if (t && (Be(t) == "object" || typeof t == "function")) return t;
  if (t !== void 0) throw new TypeError("Derived constructors may only return object or undefined");
  return mt(e);
}
function ar(e) {
  var t = pi();
  return function() {
    var n, r = Mr(e);
    if (t) {
      var o = Mr(this).constructor;
      n = Reflect.construct(r, arguments, o);
    } else n = r.apply(this, arguments);
    return ym(this, n);
  };
}
var Dh = /* @__PURE__ */ (function(e) {
  tr(n, e);
  var t = ar(n);
  function n() {
    return Kt(this, n), t.apply(this, arguments);
  }
  return Xt(n, [{
    key: "render",
    value: function() {
      return this.props.children;
    }
  }]), n;
})(l.Component);
function Fh(e, t) {
  var n = e.children, r = e.disabled, o = l.useRef(null), a = l.useRef(null), i = l.useContext(ql), s = typeof n == "function", c = s ? n(o) : n, u = l.useRef({
    width: -1,
    height: -1,
    offsetWidth: -1,
    offsetHeight: -1
  }), d = !s && /* @__PURE__ */ l.isValidElement(c) && zr(c), f = d ? Co(c) : null, m = Sr(f, o), g = function() {
    var y;
    return La(o.current) || // Support `nativeElement` format
    (o.current && Be(o.current) === "object" ? La((y = o.current) === null || y === void 0 ? void 0 : y.nativeElement) : null) || La(a.current);
  };
  l.useImperativeHandle(t, function() {
    return g();
  });
  var p = l.useRef(e);
  p.current = e;
  var h = l.useCallback(function(v) {
    var y = p.current, b = y.onResize, S = y.data, x = v.getBoundingClientRect(), $ = x.width, C = x.height, E = v.offsetWidth, w = v.offsetHeight, O = Math.floor($), I = Math.floor(C);
    if (u.current.width !== O || u.current.height !== I || u.current.offsetWidth !== E || u.current.offsetHeight !== w) {
      var M = {
        width: O,
        height: I,
        offsetWidth: E,
        offsetHeight: w
      };
      u.current = M;
      var P = E === Math.round($) ? $ : E, R = w === Math.round(C) ? C : w, T = j(j({}, M), {}, {
        offsetWidth: P,
        offsetHeight: R
      });
      i?.(T, v, S), b && Promise.resolve().then(function() {
        b(T, v);
      });
    }
  }, []);
  return l.useEffect(function() {
    var v = g();
    return v && !r && Lh(v, h), function() {
      return Bh(v, h);
    };
  }, [o.current, r]), /* @__PURE__ */ l.createElement(Dh, {
    ref: a
  }, d ? /* @__PURE__ */ l.cloneElement(c, {
    ref: m
  }) : c);
}
var Hh = /* @__PURE__ */ l.forwardRef(Fh), Vh = "rc-observer-key";
function Wh(e, t) {
  var n = e.children, r = typeof n == "function" ? [n] : or(n);
  return r.map(function(o, a) {
    var i = o?.key || "".concat(Vh, "-").concat(a);
    return /* @__PURE__ */ l.createElement(Hh, pe({}, e, {
      key: i,
      ref: a === 0 ? t : void 0
    }), o);
  });
}
var zn = /* @__PURE__ */ l.forwardRef(Wh);
zn.Collection = hh;
function Xl(e, t) {
  (t == null || t > e.length) && (t = e.length);
  for (var n = 0, r = Array(t); n < t; n++) r[n] = e[n];
  return r;
}
function Gh(e) {
  if (Array.isArray(e)) return Xl(e);
}
function Sm(e) {
  if (typeof Symbol < "u" && e[Symbol.iterator] != null || e["@@iterator"] != null) return Array.from(e);
}
function tc(e, t) {
  if (e) {
    if (typeof e == "string") return Xl(e, t);
    var n = {}.toString.call(e).slice(8, -1);
    return n === "Object" && e.constructor && (n = e.constructor.name), n === "Map" || n === "Set" ? Array.from(e) : n === "Arguments" || /^(?:Ui|I)nt(?:8|16|32)(?:Clamped)?Array$/.test(n) ? Xl(e, t) : void 0;
  }
}
function kh() {
  throw new TypeError(`Invalid attempt to spread non-iterable instance.
In order to be iterable, non-array objects must have a [Symbol.iterator]() method.`);
}
function $e(e) {
  return Gh(e) || Sm(e) || tc(e) || kh();
}
var Cm = function(t) {
  return +setTimeout(t, 16);
}, $m = function(t) {
  return clearTimeout(t);
};
typeof window < "u" && "requestAnimationFrame" in window && (Cm = function(t) {
  return window.requestAnimationFrame(t);
}, $m = function(t) {
  return window.cancelAnimationFrame(t);
});
var cu = 0, nc = /* @__PURE__ */ new Map();
function xm(e) {
  nc.delete(e);
}
var _t = function(t) {
  var n = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : 1;
  cu += 1;
  var r = cu;
  function o(a) {
    if (a === 0)
      xm(r), t();
    else {
      var i = Cm(function() {
        o(a - 1);
      });
      nc.set(r, i);
    }
  }
  return o(n), r;
};
_t.cancel = function(e) {
  var t = nc.get(e);
  return xm(e), $m(t);
};
function wm(e) {
  if (Array.isArray(e)) return e;
}
function Uh(e, t) {
  var n = e == null ? null : typeof Symbol < "u" && e[Symbol.iterator] || e["@@iterator"];
  if (n != null) {
    var r, o, a, i, s = [], c = !0, u = !1;
    try {
      if (a = (n = n.call(e)).next, t === 0) {
        if (Object(n) !== n) return;
        c = !1;
      } else for (; !(c = (r = a.call(n)).done) && (s.push(r.value), s.length !== t); c = !0) ;
    } catch (d) {
      u = !0, o = d;
    } finally {
      try {
        if (!c && n.return != null && (i = n.return(), Object(i) !== i)) return;
      } finally {
        if (u) throw o;
      }
    }
    return s;
  }
}
function Em() {
  throw new TypeError(`Invalid attempt to destructure non-iterable instance.
In order to be iterable, non-array objects must have a [Symbol.iterator]() method.`);
}
function k(e, t) {
  return wm(e) || Uh(e, t) || tc(e, t) || Em();
}
function Yo(e) {
  for (var t = 0, n, r = 0, o = e.length; o >= 4; ++r, o -= 4)
    n = e.charCodeAt(r) & 255 | (e.charCodeAt(++r) & 255) << 8 | (e.charCodeAt(++r) & 255) << 16 | (e.charCodeAt(++r) & 255) << 24, n = /* Math.imul(k, m): */
    (n & 65535) * 1540483477 + ((n >>> 16) * 59797 << 16), n ^= /* k >>> r: */
    n >>> 24, t = /* Math.imul(k, m): */
    (n & 65535) * 1540483477 + ((n >>> 16) * 59797 << 16) ^ /* Math.imul(h, m): */
    (t & 65535) * 1540483477 + ((t >>> 16) * 59797 << 16);
  switch (o) {
    case 3:
      t ^= (e.charCodeAt(r + 2) & 255) << 16;
    case 2:
      t ^= (e.charCodeAt(r + 1) & 255) << 8;
    case 1:
      t ^= e.charCodeAt(r) & 255, t = /* Math.imul(h, m): */
      (t & 65535) * 1540483477 + ((t >>> 16) * 59797 << 16);
  }
  return t ^= t >>> 13, t = /* Math.imul(h, m): */
  (t & 65535) * 1540483477 + ((t >>> 16) * 59797 << 16), ((t ^ t >>> 15) >>> 0).toString(36);
}
function sn() {
  return !!(typeof window < "u" && window.document && window.document.createElement);
}
function Yl(e, t) {
  if (!e)
    return !1;
  if (e.contains)
    return e.contains(t);
  for (var n = t; n; ) {
    if (n === e)
      return !0;
    n = n.parentNode;
  }
  return !1;
}
var uu = "data-rc-order", du = "data-rc-priority", qh = "rc-util-key", Zl = /* @__PURE__ */ new Map();
function Om() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : {}, t = e.mark;
  return t ? t.startsWith("data-") ? t : "data-".concat(t) : qh;
}
function hi(e) {
  if (e.attachTo)
    return e.attachTo;
  var t = document.querySelector("head");
  return t || document.body;
}
function Kh(e) {
  return e === "queue" ? "prependQueue" : e ? "prepend" : "append";
}
function rc(e) {
  return Array.from((Zl.get(e) || e).children).filter(function(t) {
    return t.tagName === "STYLE";
  });
}
function Im(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : {};
  if (!sn())
    return null;
  var n = t.csp, r = t.prepend, o = t.priority, a = o === void 0 ? 0 : o, i = Kh(r), s = i === "prependQueue", c = document.createElement("style");
  c.setAttribute(uu, i), s && a && c.setAttribute(du, "".concat(a)), n != null && n.nonce && (c.nonce = n?.nonce), c.innerHTML = e;
  var u = hi(t), d = u.firstChild;
  if (r) {
    if (s) {
      var f = (t.styles || rc(u)).filter(function(m) {
        if (!["prepend", "prependQueue"].includes(m.getAttribute(uu)))
          return !1;
        var g = Number(m.getAttribute(du) || 0);
        return a >= g;
      });
      if (f.length)
        return u.insertBefore(c, f[f.length - 1].nextSibling), c;
    }
    u.insertBefore(c, d);
  } else
    u.appendChild(c);
  return c;
}
function Pm(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : {}, n = hi(t);
  return (t.styles || rc(n)).find(function(r) {
    return r.getAttribute(Om(t)) === e;
  });
}
function Zo(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : {}, n = Pm(e, t);
  if (n) {
    var r = hi(t);
    r.removeChild(n);
  }
}
function Xh(e, t) {
  var n = Zl.get(e);
  if (!n || !Yl(document, n)) {
    var r = Im("", t), o = r.parentNode;
    Zl.set(e, o), e.removeChild(r);
  }
}
function rr(e, t) {
  var n = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : {}, r = hi(n), o = rc(r), a = j(j({}, n), {}, {
    styles: o
  });
  Xh(r, a);
  var i = Pm(t, a);
  if (i) {
    var s, c;
    if ((s = a.csp) !== null && s !== void 0 && s.nonce && i.nonce !== ((c = a.csp) === null || c === void 0 ? void 0 : c.nonce)) {
      var u;
      i.nonce = (u = a.csp) === null || u === void 0 ? void 0 : u.nonce;
    }
    return i.innerHTML !== e && (i.innerHTML = e), i;
  }
  var d = Im(e, a);
  return d.setAttribute(Om(a), t), d;
}
function Yh(e, t) {
  if (e == null) return {};
  var n = {};
  for (var r in e) if ({}.hasOwnProperty.call(e, r)) {
    if (t.indexOf(r) !== -1) continue;
    n[r] = e[r];
  }
  return n;
}
function at(e, t) {
  if (e == null) return {};
  var n, r, o = Yh(e, t);
  if (Object.getOwnPropertySymbols) {
    var a = Object.getOwnPropertySymbols(e);
    for (r = 0; r < a.length; r++) n = a[r], t.indexOf(n) === -1 && {}.propertyIsEnumerable.call(e, n) && (o[n] = e[n]);
  }
  return o;
}
function Qo(e, t) {
  var n = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : !1, r = /* @__PURE__ */ new Set();
  function o(a, i) {
    var s = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : 1, c = r.has(a);
    if (fn(!c, "Warning: There may be circular references"), c)
      return !1;
    if (a === i)
      return !0;
    if (n && s > 1)
      return !1;
    r.add(a);
    var u = s + 1;
    if (Array.isArray(a)) {
      if (!Array.isArray(i) || a.length !== i.length)
        return !1;
      for (var d = 0; d < a.length; d++)
        if (!o(a[d], i[d], u))
          return !1;
      return !0;
    }
    if (a && i && Be(a) === "object" && Be(i) === "object") {
      var f = Object.keys(a);
      return f.length !== Object.keys(i).length ? !1 : f.every(function(m) {
        return o(a[m], i[m], u);
      });
    }
    return !1;
  }
  return o(e, t);
}
var Zh = "%";
function Ql(e) {
  return e.join(Zh);
}
var Qh = /* @__PURE__ */ (function() {
  function e(t) {
    Kt(this, e), N(this, "instanceId", void 0), N(this, "cache", /* @__PURE__ */ new Map()), N(this, "extracted", /* @__PURE__ */ new Set()), this.instanceId = t;
  }
  return Xt(e, [{
    key: "get",
    value: function(n) {
      return this.opGet(Ql(n));
    }
    /** A fast get cache with `get` concat. */
  }, {
    key: "opGet",
    value: function(n) {
      return this.cache.get(n) || null;
    }
  }, {
    key: "update",
    value: function(n, r) {
      return this.opUpdate(Ql(n), r);
    }
    /** A fast get cache with `get` concat. */
  }, {
    key: "opUpdate",
    value: function(n, r) {
      var o = this.cache.get(n), a = r(o);
      a === null ? this.cache.delete(n) : this.cache.set(n, a);
    }
  }]), e;
})(), uo = "data-token-hash", Fn = "data-css-hash", gr = "__cssinjs_instance__";
function Jh() {
  var e = Math.random().toString(12).slice(2);
  if (typeof document < "u" && document.head && document.body) {
    var t = document.body.querySelectorAll("style[".concat(Fn, "]")) || [], n = document.head.firstChild;
    Array.from(t).forEach(function(o) {
      o[gr] = o[gr] || e, o[gr] === e && document.head.insertBefore(o, n);
    });
    var r = {};
    Array.from(document.querySelectorAll("style[".concat(Fn, "]"))).forEach(function(o) {
      var a = o.getAttribute(Fn);
      if (r[a]) {
        if (o[gr] === e) {
          var i;
          (i = o.parentNode) === null || i === void 0 || i.removeChild(o);
        }
      } else
        r[a] = !0;
    });
  }
  return new Qh(e);
}
var ca = /* @__PURE__ */ l.createContext({
  hashPriority: "low",
  cache: Jh(),
  defaultCache: !0
});
function e0(e, t) {
  if (e.length !== t.length)
    return !1;
  for (var n = 0; n < e.length; n++)
    if (e[n] !== t[n])
      return !1;
  return !0;
}
var oc = /* @__PURE__ */ (function() {
  function e() {
    Kt(this, e), N(this, "cache", void 0), N(this, "keys", void 0), N(this, "cacheCallTimes", void 0), this.cache = /* @__PURE__ */ new Map(), this.keys = [], this.cacheCallTimes = 0;
  }
  return Xt(e, [{
    key: "size",
    value: function() {
      return this.keys.length;
    }
  }, {
    key: "internalGet",
    value: function(n) {
      var r, o, a = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1, i = {
        map: this.cache
      };
      return n.forEach(function(s) {
        if (!i)
          i = void 0;
        else {
          var c;
          i = (c = i) === null || c === void 0 || (c = c.map) === null || c === void 0 ? void 0 : c.get(s);
        }
      }), (r = i) !== null && r !== void 0 && r.value && a && (i.value[1] = this.cacheCallTimes++), (o = i) === null || o === void 0 ? void 0 : o.value;
    }
  }, {
    key: "get",
    value: function(n) {
      var r;
      return (r = this.internalGet(n, !0)) === null || r === void 0 ? void 0 : r[0];
    }
  }, {
    key: "has",
    value: function(n) {
      return !!this.internalGet(n);
    }
  }, {
    key: "set",
    value: function(n, r) {
      var o = this;
      if (!this.has(n)) {
        if (this.size() + 1 > e.MAX_CACHE_SIZE + e.MAX_CACHE_OFFSET) {
          var a = this.keys.reduce(function(u, d) {
            var f = k(u, 2), m = f[1];
            return o.internalGet(d)[1] < m ? [d, o.internalGet(d)[1]] : u;
          }, [this.keys[0], this.cacheCallTimes]), i = k(a, 1), s = i[0];
          this.delete(s);
        }
        this.keys.push(n);
      }
      var c = this.cache;
      n.forEach(function(u, d) {
        if (d === n.length - 1)
          c.set(u, {
            value: [r, o.cacheCallTimes++]
          });
        else {
          var f = c.get(u);
          f ? f.map || (f.map = /* @__PURE__ */ new Map()) : c.set(u, {
            map: /* @__PURE__ */ new Map()
          }), c = c.get(u).map;
        }
      });
    }
  }, {
    key: "deleteByPath",
    value: function(n, r) {
      var o = n.get(r[0]);
      if (r.length === 1) {
        var a;
        return o.map ? n.set(r[0], {
          map: o.map
        }) : n.delete(r[0]), (a = o.value) === null || a === void 0 ? void 0 : a[0];
      }
      var i = this.deleteByPath(o.map, r.slice(1));
      return (!o.map || o.map.size === 0) && !o.value && n.delete(r[0]), i;
    }
  }, {
    key: "delete",
    value: function(n) {
      if (this.has(n))
        return this.keys = this.keys.filter(function(r) {
          return !e0(r, n);
        }), this.deleteByPath(this.cache, n);
    }
  }]), e;
})();
N(oc, "MAX_CACHE_SIZE", 20);
N(oc, "MAX_CACHE_OFFSET", 5);
var fu = 0, Rm = /* @__PURE__ */ (function() {
  function e(t) {
    Kt(this, e), N(this, "derivatives", void 0), N(this, "id", void 0), this.derivatives = Array.isArray(t) ? t : [t], this.id = fu, t.length === 0 && (t.length > 0, void 0), fu += 1;
  }
  return Xt(e, [{
    key: "getDerivativeToken",
    value: function(n) {
      return this.derivatives.reduce(function(r, o) {
        return o(n, r);
      }, void 0);
    }
  }]), e;
})(), nl = new oc();
function Qa(e) {
  var t = Array.isArray(e) ? e : [e];
  return nl.has(t) || nl.set(t, new Rm(t)), nl.get(t);
}
var t0 = /* @__PURE__ */ new WeakMap(), rl = {};
function n0(e, t) {
  for (var n = t0, r = 0; r < t.length; r += 1) {
    var o = t[r];
    n.has(o) || n.set(o, /* @__PURE__ */ new WeakMap()), n = n.get(o);
  }
  return n.has(rl) || n.set(rl, e()), n.get(rl);
}
var mu = /* @__PURE__ */ new WeakMap();
function Wo(e) {
  var t = mu.get(e) || "";
  return t || (Object.keys(e).forEach(function(n) {
    var r = e[n];
    t += n, r instanceof Rm ? t += r.id : r && Be(r) === "object" ? t += Wo(r) : t += r;
  }), t = Yo(t), mu.set(e, t)), t;
}
function vu(e, t) {
  return Yo("".concat(t, "_").concat(Wo(e)));
}
var Jl = sn();
function H(e) {
  return typeof e == "number" ? "".concat(e, "px") : e;
}
function Ja(e, t, n) {
  var r = arguments.length > 3 && arguments[3] !== void 0 ? arguments[3] : {}, o = arguments.length > 4 && arguments[4] !== void 0 ? arguments[4] : !1;
  if (o)
    return e;
  var a = j(j({}, r), {}, N(N({}, uo, t), Fn, n)), i = Object.keys(a).map(function(s) {
    var c = a[s];
    return c ? "".concat(s, '="').concat(c, '"') : null;
  }).filter(function(s) {
    return s;
  }).join(" ");
  return "<style ".concat(i, ">").concat(e, "</style>");
}
var Ba = function(t) {
  var n = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : "";
  return "--".concat(n ? "".concat(n, "-") : "").concat(t).replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/([A-Z]+)([A-Z][a-z0-9]+)/g, "$1-$2").replace(/([a-z])([A-Z0-9])/g, "$1-$2").toLowerCase();
}, r0 = function(t, n, r) {
  return Object.keys(t).length ? ".".concat(n).concat(r != null && r.scope ? ".".concat(r.scope) : "", "{").concat(Object.entries(t).map(function(o) {
    var a = k(o, 2), i = a[0], s = a[1];
    return "".concat(i, ":").concat(s, ";");
  }).join(""), "}") : "";
}, Mm = function(t, n, r) {
  var o = {}, a = {};
  return Object.entries(t).forEach(function(i) {
    var s, c, u = k(i, 2), d = u[0], f = u[1];
    if (r != null && (s = r.preserve) !== null && s !== void 0 && s[d])
      a[d] = f;
    else if ((typeof f == "string" || typeof f == "number") && !(r != null && (c = r.ignore) !== null && c !== void 0 && c[d])) {
      var m, g = Ba(d, r?.prefix);
      o[g] = typeof f == "number" && !(r != null && (m = r.unitless) !== null && m !== void 0 && m[d]) ? "".concat(f, "px") : String(f), a[d] = "var(".concat(g, ")");
    }
  }), [a, r0(o, n, {
    scope: r?.scope
  })];
}, gu = sn() ? l.useLayoutEffect : l.useEffect, $t = function(t, n) {
  var r = l.useRef(!0);
  gu(function() {
    return t(r.current);
  }, n), gu(function() {
    return r.current = !1, function() {
      r.current = !0;
    };
  }, []);
}, es = function(t, n) {
  $t(function(r) {
    if (!r)
      return t();
  }, n);
}, o0 = j({}, l), pu = o0.useInsertionEffect, a0 = function(t, n, r) {
  l.useMemo(t, r), $t(function() {
    return n(!0);
  }, r);
}, i0 = pu ? function(e, t, n) {
  return pu(function() {
    return e(), t();
  }, n);
} : a0, l0 = j({}, l), s0 = l0.useInsertionEffect, c0 = function(t) {
  var n = [], r = !1;
  function o(a) {
    r || n.push(a);
  }
  return l.useEffect(function() {
    return r = !1, function() {
      r = !0, n.length && n.forEach(function(a) {
        return a();
      });
    };
  }, t), o;
}, u0 = function() {
  return function(t) {
    t();
  };
}, d0 = typeof s0 < "u" ? c0 : u0;
function ac(e, t, n, r, o) {
  var a = l.useContext(ca), i = a.cache, s = [e].concat($e(t)), c = Ql(s), u = d0([c]), d = function(p) {
    i.opUpdate(c, function(h) {
      var v = h || [void 0, void 0], y = k(v, 2), b = y[0], S = b === void 0 ? 0 : b, x = y[1], $ = x, C = $ || n(), E = [S, C];
      return p ? p(E) : E;
    });
  };
  l.useMemo(
    function() {
      d();
    },
    /* eslint-disable react-hooks/exhaustive-deps */
    [c]
    /* eslint-enable */
  );
  var f = i.opGet(c), m = f[1];
  return i0(function() {
    o?.(m);
  }, function(g) {
    return d(function(p) {
      var h = k(p, 2), v = h[0], y = h[1];
      return g && v === 0 && o?.(m), [v + 1, y];
    }), function() {
      i.opUpdate(c, function(p) {
        var h = p || [], v = k(h, 2), y = v[0], b = y === void 0 ? 0 : y, S = v[1], x = b - 1;
        return x === 0 ? (u(function() {
          (g || !i.opGet(c)) && r?.(S, !1);
        }), null) : [b - 1, S];
      });
    };
  }, [c]), m;
}
var f0 = {}, m0 = "css", Ir = /* @__PURE__ */ new Map();
function v0(e) {
  Ir.set(e, (Ir.get(e) || 0) + 1);
}
function g0(e, t) {
  if (typeof document < "u") {
    var n = document.querySelectorAll("style[".concat(uo, '="').concat(e, '"]'));
    n.forEach(function(r) {
      if (r[gr] === t) {
        var o;
        (o = r.parentNode) === null || o === void 0 || o.removeChild(r);
      }
    });
  }
}
var p0 = 0;
function h0(e, t) {
  Ir.set(e, (Ir.get(e) || 0) - 1);
  var n = /* @__PURE__ */ new Set();
  Ir.forEach(function(r, o) {
    r <= 0 && n.add(o);
  }), Ir.size - n.size > p0 && n.forEach(function(r) {
    g0(r, t), Ir.delete(r);
  });
}
var Tm = function(t, n, r, o) {
  var a = r.getDerivativeToken(t), i = j(j({}, a), n);
  return o && (i = o(i)), i;
}, Nm = "token";
function b0(e, t) {
  var n = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : {}, r = Wt(ca), o = r.cache.instanceId, a = r.container, i = n.salt, s = i === void 0 ? "" : i, c = n.override, u = c === void 0 ? f0 : c, d = n.formatToken, f = n.getComputedToken, m = n.cssVar, g = n0(function() {
    return Object.assign.apply(Object, [{}].concat($e(t)));
  }, t), p = Wo(g), h = Wo(u), v = m ? Wo(m) : "", y = ac(Nm, [s, e.id, p, h, v], function() {
    var b, S = f ? f(g, u, e) : Tm(g, u, e, d), x = j({}, S), $ = "";
    if (m) {
      var C = Mm(S, m.key, {
        prefix: m.prefix,
        ignore: m.ignore,
        unitless: m.unitless,
        preserve: m.preserve
      }), E = k(C, 2);
      S = E[0], $ = E[1];
    }
    var w = vu(S, s);
    S._tokenKey = w, x._tokenKey = vu(x, s);
    var O = (b = m?.key) !== null && b !== void 0 ? b : w;
    S._themeKey = O, v0(O);
    var I = "".concat(m0, "-").concat(Yo(w));
    return S._hashId = I, [S, I, x, $, m?.key || ""];
  }, function(b) {
    h0(b[0]._themeKey, o);
  }, function(b) {
    var S = k(b, 4), x = S[0], $ = S[3];
    if (m && $) {
      var C = rr($, Yo("css-variables-".concat(x._themeKey)), {
        mark: Fn,
        prepend: "queue",
        attachTo: a,
        priority: -999
      });
      C[gr] = o, C.setAttribute(uo, x._themeKey);
    }
  });
  return y;
}
var y0 = function(t, n, r) {
  var o = k(t, 5), a = o[2], i = o[3], s = o[4], c = r || {}, u = c.plain;
  if (!i)
    return null;
  var d = a._tokenKey, f = -999, m = {
    "data-rc-order": "prependQueue",
    "data-rc-priority": "".concat(f)
  }, g = Ja(i, s, d, m, u);
  return [f, d, g];
}, S0 = {
  animationIterationCount: 1,
  borderImageOutset: 1,
  borderImageSlice: 1,
  borderImageWidth: 1,
  boxFlex: 1,
  boxFlexGroup: 1,
  boxOrdinalGroup: 1,
  columnCount: 1,
  columns: 1,
  flex: 1,
  flexGrow: 1,
  flexPositive: 1,
  flexShrink: 1,
  flexNegative: 1,
  flexOrder: 1,
  gridRow: 1,
  gridRowEnd: 1,
  gridRowSpan: 1,
  gridRowStart: 1,
  gridColumn: 1,
  gridColumnEnd: 1,
  gridColumnSpan: 1,
  gridColumnStart: 1,
  msGridRow: 1,
  msGridRowSpan: 1,
  msGridColumn: 1,
  msGridColumnSpan: 1,
  fontWeight: 1,
  lineHeight: 1,
  opacity: 1,
  order: 1,
  orphans: 1,
  tabSize: 1,
  widows: 1,
  zIndex: 1,
  zoom: 1,
  WebkitLineClamp: 1,
  // SVG-related properties
  fillOpacity: 1,
  floodOpacity: 1,
  stopOpacity: 1,
  strokeDasharray: 1,
  strokeDashoffset: 1,
  strokeMiterlimit: 1,
  strokeOpacity: 1,
  strokeWidth: 1
}, _m = "comm", jm = "rule", zm = "decl", C0 = "@import", $0 = "@namespace", x0 = "@keyframes", w0 = "@layer", E0 = Math.abs, Go = String.fromCharCode;
function Am(e) {
  return e.trim();
}
function ts(e, t, n) {
  return e.replace(t, n);
}
function oo(e, t) {
  return e.charCodeAt(t) | 0;
}
function fo(e, t, n) {
  return e.slice(t, n);
}
function Kn(e) {
  return e.length;
}
function O0(e) {
  return e.length;
}
function xa(e, t) {
  return t.push(e), e;
}
var bi = 1, mo = 1, Lm = 0, An = 0, Yt = 0, $o = "";
function ic(e, t, n, r, o, a, i, s) {
  return { value: e, root: t, parent: n, type: r, props: o, children: a, line: bi, column: mo, length: i, return: "", siblings: s };
}
function I0() {
  return Yt;
}
function P0() {
  return Yt = An > 0 ? oo($o, --An) : 0, mo--, Yt === 10 && (mo = 1, bi--), Yt;
}
function Hn() {
  return Yt = An < Lm ? oo($o, An++) : 0, mo++, Yt === 10 && (mo = 1, bi++), Yt;
}
function pr() {
  return oo($o, An);
}
function Da() {
  return An;
}
function yi(e, t) {
  return fo($o, e, t);
}
function Jo(e) {
  switch (e) {
    // \0 \t \n \r \s whitespace token
    case 0:
    case 9:
    case 10:
    case 13:
    case 32:
      return 5;
    // ! + , / > @ ~ isolate token
    case 33:
    case 43:
    case 44:
    case 47:
    case 62:
    case 64:
    case 126:
    // ; { } breakpoint token
    case 59:
    case 123:
    case 125:
      return 4;
    // : accompanied token
    case 58:
      return 3;
    // " ' ( [ opening delimit token
    case 34:
    case 39:
    case 40:
    case 91:
      return 2;
    // ) ] closing delimit token
    case 41:
    case 93:
      return 1;
  }
  return 0;
}
function R0(e) {
  return bi = mo = 1, Lm = Kn($o = e), An = 0, [];
}
function M0(e) {
  return $o = "", e;
}
function ol(e) {
  return Am(yi(An - 1, ns(e === 91 ? e + 2 : e === 40 ? e + 1 : e)));
}
function T0(e) {
  for (; (Yt = pr()) && Yt < 33; )
    Hn();
  return Jo(e) > 2 || Jo(Yt) > 3 ? "" : " ";
}
function N0(e, t) {
  for (; --t && Hn() && !(Yt < 48 || Yt > 102 || Yt > 57 && Yt < 65 || Yt > 70 && Yt < 97); )
    ;
  return yi(e, Da() + (t < 6 && pr() == 32 && Hn() == 32));
}
function ns(e) {
  for (; Hn(); )
    switch (Yt) {
      // ] ) " '
      case e:
        return An;
      // " '
      case 34:
      case 39:
        e !== 34 && e !== 39 && ns(Yt);
        break;
      // (
      case 40:
        e === 41 && ns(e);
        break;
      // \
      case 92:
        Hn();
        break;
    }
  return An;
}
function _0(e, t) {
  for (; Hn() && e + Yt !== 57; )
    if (e + Yt === 84 && pr() === 47)
      break;
  return "/*" + yi(t, An - 1) + "*" + Go(e === 47 ? e : Hn());
}
function j0(e) {
  for (; !Jo(pr()); )
    Hn();
  return yi(e, An);
}
function z0(e) {
  return M0(Fa("", null, null, null, [""], e = R0(e), 0, [0], e));
}
function Fa(e, t, n, r, o, a, i, s, c) {
  for (var u = 0, d = 0, f = i, m = 0, g = 0, p = 0, h = 1, v = 1, y = 1, b = 0, S = 0, x = "", $ = o, C = a, E = r, w = x; v; )
    switch (p = S, S = Hn()) {
      // (
      case 40:
        p != 108 && oo(w, f - 1) == 58 ? (b++, w += "(") : w += ol(S);
        break;
      // )
      case 41:
        b--, w += ")";
        break;
      // " ' [
      case 34:
      case 39:
      case 91:
        w += ol(S);
        break;
      // \t \n \r \s
      case 9:
      case 10:
      case 13:
      case 32:
        if (b > 0) {
          w += Go(S);
          break;
        }
        w += T0(p);
        break;
      // \
      case 92:
        w += N0(Da() - 1, 7);
        continue;
      // /
      case 47:
        switch (pr()) {
          case 42:
          case 47:
            xa(A0(_0(Hn(), Da()), t, n, c), c), (Jo(p || 1) == 5 || Jo(pr() || 1) == 5) && Kn(w) && fo(w, -1, void 0) !== " " && (w += " ");
            break;
          default:
            w += "/";
        }
        break;
      // {
      case 123 * h:
        s[u++] = Kn(w) * y;
      // } ; \0
      case 125 * h:
      case 59:
      case 0:
        if (b > 0 && S) {
          w += Go(S);
          break;
        }
        switch (S) {
          // \0 }
          case 0:
          case 125:
            v = 0;
          // ;
          case 59 + d:
            y == -1 && (w = ts(w, /\f/g, "")), g > 0 && (Kn(w) - f || h === 0) && xa(g > 32 ? bu(w + ";", r, n, f - 1, c) : bu(ts(w, " ", "") + ";", r, n, f - 2, c), c);
            break;
          // @ ;
          case 59:
            w += ";";
          // { rule/at-rule
          default:
            if (xa(E = hu(w, t, n, u, d, o, s, x, $ = [], C = [], f, a), a), S === 123)
              if (d === 0)
                Fa(w, t, E, E, $, a, f, s, C);
              else {
                switch (m) {
                  // c(ontainer)
                  case 99:
                    if (oo(w, 3) === 110) break;
                  // l(ayer)
                  case 108:
                    if (oo(w, 2) === 97) break;
                  default:
                    d = 0;
                  // d(ocument) m(edia) s(upports)
                  case 100:
                  case 109:
                  case 115:
                }
                d ? Fa(e, E, E, r && xa(hu(e, E, E, 0, 0, o, s, x, o, $ = [], f, C), C), o, C, f, s, r ? $ : C) : Fa(w, E, E, E, [""], C, 0, s, C);
              }
        }
        u = d = g = 0, h = y = 1, x = w = "", f = i;
        break;
      // :
      case 58:
        f = 1 + Kn(w), g = p;
      default:
        if (h < 1) {
          if (S == 123)
            --h;
          else if (S == 125 && h++ == 0 && P0() == 125)
            continue;
        }
        switch (w += Go(S), S * h) {
          // &
          case 38:
            y = d > 0 ? 1 : (w += "\f", -1);
            break;
          // ,
          case 44:
            if (b > 0) break;
            s[u++] = (Kn(w) - 1) * y, y = 1;
            break;
          // @
          case 64:
            pr() === 45 && (w += ol(Hn())), m = pr(), d = f = Kn(x = w += j0(Da())), S++;
            break;
          // -
          case 45:
            p === 45 && Kn(w) == 2 && (h = 0);
        }
    }
  return a;
}
function hu(e, t, n, r, o, a, i, s, c, u, d, f) {
  for (var m = o - 1, g = o === 0 ? a : [""], p = O0(g), h = 0, v = 0, y = 0; h < r; ++h)
    for (var b = 0, S = fo(e, m + 1, m = E0(v = i[h])), x = e; b < p; ++b)
      (x = Am(v > 0 ? g[b] + " " + S : ts(S, /&\f/g, g[b]))) && (c[y++] = x);
  return ic(e, t, n, o === 0 ? jm : s, c, u, d, f);
}
function A0(e, t, n, r) {
  return ic(e, t, n, _m, Go(I0()), fo(e, 2, -2), 0, r);
}
function bu(e, t, n, r, o) {
  return ic(e, t, n, zm, fo(e, 0, r), fo(e, r + 1, -1), r, o);
}
function rs(e, t) {
  for (var n = "", r = 0; r < e.length; r++)
    n += t(e[r], r, e, t) || "";
  return n;
}
function L0(e, t, n, r) {
  switch (e.type) {
    case w0:
      if (e.children.length) break;
    case C0:
    case $0:
    case zm:
      return e.return = e.return || e.value;
    case _m:
      return "";
    case x0:
      return e.return = e.value + "{" + rs(e.children, r) + "}";
    case jm:
      if (!Kn(e.value = e.props.join(","))) return "";
  }
  return Kn(n = rs(e.children, r)) ? e.return = e.value + "{" + n + "}" : "";
}
var yu = "data-ant-cssinjs-cache-path", Bm = "_FILE_STYLE__", Rr, Dm = !0;
function B0() {
  if (!Rr && (Rr = {}, sn())) {
    var e = document.createElement("div");
    e.className = yu, e.style.position = "fixed", e.style.visibility = "hidden", e.style.top = "-9999px", document.body.appendChild(e);
    var t = getComputedStyle(e).content || "";
    t = t.replace(/^"/, "").replace(/"$/, ""), t.split(";").forEach(function(o) {
      var a = o.split(":"), i = k(a, 2), s = i[0], c = i[1];
      Rr[s] = c;
    });
    var n = document.querySelector("style[".concat(yu, "]"));
    if (n) {
      var r;
      Dm = !1, (r = n.parentNode) === null || r === void 0 || r.removeChild(n);
    }
    document.body.removeChild(e);
  }
}
function D0(e) {
  return B0(), !!Rr[e];
}
function F0(e) {
  var t = Rr[e], n = null;
  if (t && sn())
    if (Dm)
      n = Bm;
    else {
      var r = document.querySelector("style[".concat(Fn, '="').concat(Rr[e], '"]'));
      r ? n = r.innerHTML : delete Rr[e];
    }
  return [n, t];
}
var H0 = "_skip_check_", Fm = "_multi_value_";
function Ha(e) {
  var t = rs(z0(e), L0);
  return t.replace(/\{%%%\:[^;];}/g, ";");
}
function V0(e) {
  return Be(e) === "object" && e && (H0 in e || Fm in e);
}
function Su(e, t, n) {
  if (!t)
    return e;
  var r = ".".concat(t), o = n === "low" ? ":where(".concat(r, ")") : r, a = e.split(",").map(function(i) {
    var s, c = i.trim().split(/\s+/), u = c[0] || "", d = ((s = u.match(/^\w+/)) === null || s === void 0 ? void 0 : s[0]) || "";
    return u = "".concat(d).concat(o).concat(u.slice(d.length)), [u].concat($e(c.slice(1))).join(" ");
  });
  return a.join(",");
}
var W0 = function e(t) {
  var n = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : {}, r = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : {
    root: !0,
    parentSelectors: []
  }, o = r.root, a = r.injectHash, i = r.parentSelectors, s = n.hashId, c = n.layer;
  n.path;
  var u = n.hashPriority, d = n.transformers, f = d === void 0 ? [] : d;
  n.linters;
  var m = "", g = {};
  function p(y) {
    var b = y.getName(s);
    if (!g[b]) {
      var S = e(y.style, n, {
        root: !1,
        parentSelectors: i
      }), x = k(S, 1), $ = x[0];
      g[b] = "@keyframes ".concat(y.getName(s)).concat($);
    }
  }
  function h(y) {
    var b = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : [];
    return y.forEach(function(S) {
      Array.isArray(S) ? h(S, b) : S && b.push(S);
    }), b;
  }
  var v = h(Array.isArray(t) ? t : [t]);
  return v.forEach(function(y) {
    var b = typeof y == "string" && !o ? {} : y;
    if (typeof b == "string")
      m += "".concat(b, `
`);
    else if (b._keyframe)
      p(b);
    else {
      var S = f.reduce(function(x, $) {
        var C;
        return ($ == null || (C = $.visit) === null || C === void 0 ? void 0 : C.call($, x)) || x;
      }, b);
      Object.keys(S).forEach(function(x) {
        var $ = S[x];
        if (Be($) === "object" && $ && (x !== "animationName" || !$._keyframe) && !V0($)) {
          var C = !1, E = x.trim(), w = !1;
          (o || a) && s ? E.startsWith("@") ? C = !0 : E === "&" ? E = Su("", s, u) : E = Su(x, s, u) : o && !s && (E === "&" || E === "") && (E = "", w = !0);
          var O = e($, n, {
            root: w,
            injectHash: C,
            parentSelectors: [].concat($e(i), [E])
          }), I = k(O, 2), M = I[0], P = I[1];
          g = j(j({}, g), P), m += "".concat(E).concat(M);
        } else {
          let L = function(_, z) {
            var A = _.replace(/[A-Z]/g, function(B) {
              return "-".concat(B.toLowerCase());
            }), W = z;
            !S0[_] && typeof W == "number" && W !== 0 && (W = "".concat(W, "px")), _ === "animationName" && z !== null && z !== void 0 && z._keyframe && (p(z), W = z.getName(s)), m += "".concat(A, ":").concat(W, ";");
          };
          var R, T = (R = $?.value) !== null && R !== void 0 ? R : $;
          Be($) === "object" && $ !== null && $ !== void 0 && $[Fm] && Array.isArray(T) ? T.forEach(function(_) {
            L(x, _);
          }) : L(x, T);
        }
      });
    }
  }), o ? c && (m && (m = "@layer ".concat(c.name, " {").concat(m, "}")), c.dependencies && (g["@layer ".concat(c.name)] = c.dependencies.map(function(y) {
    return "@layer ".concat(y, ", ").concat(c.name, ";");
  }).join(`
`))) : m = "{".concat(m, "}"), [m, g];
};
function Hm(e, t) {
  return Yo("".concat(e.join("%")).concat(t));
}
function G0() {
  return null;
}
var Vm = "style";
function os(e, t) {
  var n = e.token, r = e.path, o = e.hashId, a = e.layer, i = e.nonce, s = e.clientOnly, c = e.order, u = c === void 0 ? 0 : c, d = l.useContext(ca), f = d.autoClear;
  d.mock;
  var m = d.defaultCache, g = d.hashPriority, p = d.container, h = d.ssrInline, v = d.transformers, y = d.linters, b = d.cache, S = d.layer, x = n._tokenKey, $ = [x];
  S && $.push("layer"), $.push.apply($, $e(r));
  var C = Jl, E = ac(
    Vm,
    $,
    // Create cache if needed
    function() {
      var P = $.join("|");
      if (D0(P)) {
        var R = F0(P), T = k(R, 2), L = T[0], _ = T[1];
        if (L)
          return [L, x, _, {}, s, u];
      }
      var z = t(), A = W0(z, {
        hashId: o,
        hashPriority: g,
        layer: S ? a : void 0,
        path: r.join("-"),
        transformers: v,
        linters: y
      }), W = k(A, 2), B = W[0], G = W[1], F = Ha(B), X = Hm($, F);
      return [F, x, X, G, s, u];
    },
    // Remove cache if no need
    function(P, R) {
      var T = k(P, 3), L = T[2];
      (R || f) && Jl && Zo(L, {
        mark: Fn,
        attachTo: p
      });
    },
    // Effect: Inject style here
    function(P) {
      var R = k(P, 4), T = R[0];
      R[1];
      var L = R[2], _ = R[3];
      if (C && T !== Bm) {
        var z = {
          mark: Fn,
          prepend: S ? !1 : "queue",
          attachTo: p,
          priority: u
        }, A = typeof i == "function" ? i() : i;
        A && (z.csp = {
          nonce: A
        });
        var W = [], B = [];
        Object.keys(_).forEach(function(F) {
          F.startsWith("@layer") ? W.push(F) : B.push(F);
        }), W.forEach(function(F) {
          rr(Ha(_[F]), "_layer-".concat(F), j(j({}, z), {}, {
            prepend: !0
          }));
        });
        var G = rr(T, L, z);
        G[gr] = b.instanceId, G.setAttribute(uo, x), B.forEach(function(F) {
          rr(Ha(_[F]), "_effect-".concat(F), z);
        });
      }
    }
  ), w = k(E, 3), O = w[0], I = w[1], M = w[2];
  return function(P) {
    var R;
    return !h || C || !m ? R = /* @__PURE__ */ l.createElement(G0, null) : R = /* @__PURE__ */ l.createElement("style", pe({}, N(N({}, uo, I), Fn, M), {
      dangerouslySetInnerHTML: {
        __html: O
      }
    })), /* @__PURE__ */ l.createElement(l.Fragment, null, R, P);
  };
}
var k0 = function(t, n, r) {
  var o = k(t, 6), a = o[0], i = o[1], s = o[2], c = o[3], u = o[4], d = o[5], f = r || {}, m = f.plain;
  if (u)
    return null;
  var g = a, p = {
    "data-rc-order": "prependQueue",
    "data-rc-priority": "".concat(d)
  };
  return g = Ja(a, i, s, p, m), c && Object.keys(c).forEach(function(h) {
    if (!n[h]) {
      n[h] = !0;
      var v = Ha(c[h]), y = Ja(v, i, "_effect-".concat(h), p, m);
      h.startsWith("@layer") ? g = y + g : g += y;
    }
  }), [d, s, g];
}, Wm = "cssVar", U0 = function(t, n) {
  var r = t.key, o = t.prefix, a = t.unitless, i = t.ignore, s = t.token, c = t.scope, u = c === void 0 ? "" : c, d = Wt(ca), f = d.cache.instanceId, m = d.container, g = s._tokenKey, p = [].concat($e(t.path), [r, u, g]), h = ac(Wm, p, function() {
    var v = n(), y = Mm(v, r, {
      prefix: o,
      unitless: a,
      ignore: i,
      scope: u
    }), b = k(y, 2), S = b[0], x = b[1], $ = Hm(p, x);
    return [S, x, $, r];
  }, function(v) {
    var y = k(v, 3), b = y[2];
    Jl && Zo(b, {
      mark: Fn,
      attachTo: m
    });
  }, function(v) {
    var y = k(v, 3), b = y[1], S = y[2];
    if (b) {
      var x = rr(b, S, {
        mark: Fn,
        prepend: "queue",
        attachTo: m,
        priority: -999
      });
      x[gr] = f, x.setAttribute(uo, r);
    }
  });
  return h;
}, q0 = function(t, n, r) {
  var o = k(t, 4), a = o[1], i = o[2], s = o[3], c = r || {}, u = c.plain;
  if (!a)
    return null;
  var d = -999, f = {
    "data-rc-order": "prependQueue",
    "data-rc-priority": "".concat(d)
  }, m = Ja(a, s, i, f, u);
  return [d, i, m];
};
N(N(N({}, Vm, k0), Nm, y0), Wm, q0);
var ot = /* @__PURE__ */ (function() {
  function e(t, n) {
    Kt(this, e), N(this, "name", void 0), N(this, "style", void 0), N(this, "_keyframe", !0), this.name = t, this.style = n;
  }
  return Xt(e, [{
    key: "getName",
    value: function() {
      var n = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : "";
      return n ? "".concat(n, "-").concat(this.name) : this.name;
    }
  }]), e;
})();
function Dr(e) {
  return e.notSplit = !0, e;
}
Dr(["borderTop", "borderBottom"]), Dr(["borderTop"]), Dr(["borderBottom"]), Dr(["borderLeft", "borderRight"]), Dr(["borderLeft"]), Dr(["borderRight"]);
var lc = /* @__PURE__ */ ia({});
function Gm(e) {
  return wm(e) || Sm(e) || tc(e) || Em();
}
function Zn(e, t) {
  for (var n = e, r = 0; r < t.length; r += 1) {
    if (n == null)
      return;
    n = n[t[r]];
  }
  return n;
}
function km(e, t, n, r) {
  if (!t.length)
    return n;
  var o = Gm(t), a = o[0], i = o.slice(1), s;
  return !e && typeof a == "number" ? s = [] : Array.isArray(e) ? s = $e(e) : s = j({}, e), r && n === void 0 && i.length === 1 ? delete s[a][i[0]] : s[a] = km(s[a], i, n, r), s;
}
function Ln(e, t, n) {
  var r = arguments.length > 3 && arguments[3] !== void 0 ? arguments[3] : !1;
  return t.length && r && n === void 0 && !Zn(e, t.slice(0, -1)) ? e : km(e, t, n, r);
}
function K0(e) {
  return Be(e) === "object" && e !== null && Object.getPrototypeOf(e) === Object.prototype;
}
function Cu(e) {
  return Array.isArray(e) ? [] : {};
}
var X0 = typeof Reflect > "u" ? Object.keys : Reflect.ownKeys;
function Zr() {
  for (var e = arguments.length, t = new Array(e), n = 0; n < e; n++)
    t[n] = arguments[n];
  var r = Cu(t[0]);
  return t.forEach(function(o) {
    function a(i, s) {
      var c = new Set(s), u = Zn(o, i), d = Array.isArray(u);
      if (d || K0(u)) {
        if (!c.has(u)) {
          c.add(u);
          var f = Zn(r, i);
          d ? r = Ln(r, i, []) : (!f || Be(f) !== "object") && (r = Ln(r, i, Cu(u))), X0(u).forEach(function(m) {
            a([].concat($e(i), [m]), c);
          });
        }
      } else
        r = Ln(r, i, u);
    }
    a([]);
  }), r;
}
function Y0() {
}
const Z0 = /* @__PURE__ */ l.createContext({}), ua = () => {
  const e = () => {
  };
  return e.deprecated = Y0, e;
}, Q0 = /* @__PURE__ */ ia(void 0);
var Um = {
  // Options
  items_per_page: "/ page",
  jump_to: "Go to",
  jump_to_confirm: "confirm",
  page: "Page",
  // Pagination
  prev_page: "Previous Page",
  next_page: "Next Page",
  prev_5: "Previous 5 Pages",
  next_5: "Next 5 Pages",
  prev_3: "Previous 3 Pages",
  next_3: "Next 3 Pages",
  page_size: "Page Size"
}, J0 = {
  yearFormat: "YYYY",
  dayFormat: "D",
  cellMeridiemFormat: "A",
  monthBeforeYear: !0
}, eb = j(j({}, J0), {}, {
  locale: "en_US",
  today: "Today",
  now: "Now",
  backToToday: "Back to today",
  ok: "OK",
  clear: "Clear",
  week: "Week",
  month: "Month",
  year: "Year",
  timeSelect: "select time",
  dateSelect: "select date",
  weekSelect: "Choose a week",
  monthSelect: "Choose a month",
  yearSelect: "Choose a year",
  decadeSelect: "Choose a decade",
  dateFormat: "M/D/YYYY",
  dateTimeFormat: "M/D/YYYY HH:mm:ss",
  previousMonth: "Previous month (PageUp)",
  nextMonth: "Next month (PageDown)",
  previousYear: "Last year (Control + left)",
  nextYear: "Next year (Control + right)",
  previousDecade: "Last decade",
  nextDecade: "Next decade",
  previousCentury: "Last century",
  nextCentury: "Next century"
});
const qm = {
  placeholder: "Select time",
  rangePlaceholder: ["Start time", "End time"]
}, $u = {
  lang: Object.assign({
    placeholder: "Select date",
    yearPlaceholder: "Select year",
    quarterPlaceholder: "Select quarter",
    monthPlaceholder: "Select month",
    weekPlaceholder: "Select week",
    rangePlaceholder: ["Start date", "End date"],
    rangeYearPlaceholder: ["Start year", "End year"],
    rangeQuarterPlaceholder: ["Start quarter", "End quarter"],
    rangeMonthPlaceholder: ["Start month", "End month"],
    rangeWeekPlaceholder: ["Start week", "End week"]
  }, eb),
  timePickerLocale: Object.assign({}, qm)
}, En = "${label} is not a valid ${type}", br = {
  locale: "en",
  Pagination: Um,
  DatePicker: $u,
  TimePicker: qm,
  Calendar: $u,
  global: {
    placeholder: "Please select",
    close: "Close"
  },
  Table: {
    filterTitle: "Filter menu",
    filterConfirm: "OK",
    filterReset: "Reset",
    filterEmptyText: "No filters",
    filterCheckAll: "Select all items",
    filterSearchPlaceholder: "Search in filters",
    emptyText: "No data",
    selectAll: "Select current page",
    selectInvert: "Invert current page",
    selectNone: "Clear all data",
    selectionAll: "Select all data",
    sortTitle: "Sort",
    expand: "Expand row",
    collapse: "Collapse row",
    triggerDesc: "Click to sort descending",
    triggerAsc: "Click to sort ascending",
    cancelSort: "Click to cancel sorting"
  },
  Tour: {
    Next: "Next",
    Previous: "Previous",
    Finish: "Finish"
  },
  Modal: {
    okText: "OK",
    cancelText: "Cancel",
    justOkText: "OK"
  },
  Popconfirm: {
    okText: "OK",
    cancelText: "Cancel"
  },
  Transfer: {
    titles: ["", ""],
    searchPlaceholder: "Search here",
    itemUnit: "item",
    itemsUnit: "items",
    remove: "Remove",
    selectCurrent: "Select current page",
    removeCurrent: "Remove current page",
    selectAll: "Select all data",
    deselectAll: "Deselect all data",
    removeAll: "Remove all data",
    selectInvert: "Invert current page"
  },
  Upload: {
    uploading: "Uploading...",
    removeFile: "Remove file",
    uploadError: "Upload error",
    previewFile: "Preview file",
    downloadFile: "Download file"
  },
  Empty: {
    description: "No data"
  },
  Icon: {
    icon: "icon"
  },
  Text: {
    edit: "Edit",
    copy: "Copy",
    copied: "Copied",
    expand: "Expand",
    collapse: "Collapse"
  },
  Form: {
    optional: "(optional)",
    defaultValidateMessages: {
      default: "Field validation error for ${label}",
      required: "Please enter ${label}",
      enum: "${label} must be one of [${enum}]",
      whitespace: "${label} cannot be a blank character",
      date: {
        format: "${label} date format is invalid",
        parse: "${label} cannot be converted to a date",
        invalid: "${label} is an invalid date"
      },
      types: {
        string: En,
        method: En,
        array: En,
        object: En,
        number: En,
        date: En,
        boolean: En,
        integer: En,
        float: En,
        regexp: En,
        email: En,
        url: En,
        hex: En
      },
      string: {
        len: "${label} must be ${len} characters",
        min: "${label} must be at least ${min} characters",
        max: "${label} must be up to ${max} characters",
        range: "${label} must be between ${min}-${max} characters"
      },
      number: {
        len: "${label} must be equal to ${len}",
        min: "${label} must be minimum ${min}",
        max: "${label} must be maximum ${max}",
        range: "${label} must be between ${min}-${max}"
      },
      array: {
        len: "Must be ${len} ${label}",
        min: "At least ${min} ${label}",
        max: "At most ${max} ${label}",
        range: "The amount of ${label} must be between ${min}-${max}"
      },
      pattern: {
        mismatch: "${label} does not match the pattern ${pattern}"
      }
    }
  },
  Image: {
    preview: "Preview"
  },
  QRCode: {
    expired: "QR code expired",
    refresh: "Refresh",
    scanned: "Scanned"
  },
  ColorPicker: {
    presetEmpty: "Empty",
    transparent: "Transparent",
    singleColor: "Single",
    gradientColor: "Gradient"
  }
};
let Va = Object.assign({}, br.Modal), Wa = [];
const xu = () => Wa.reduce((e, t) => Object.assign(Object.assign({}, e), t), br.Modal);
function tb(e) {
  if (e) {
    const t = Object.assign({}, e);
    return Wa.push(t), Va = xu(), () => {
      Wa = Wa.filter((n) => n !== t), Va = xu();
    };
  }
  Va = Object.assign({}, br.Modal);
}
function nb() {
  return Va;
}
const sc = /* @__PURE__ */ ia(void 0), ir = (e, t) => {
  const n = l.useContext(sc), r = l.useMemo(() => {
    var a;
    const i = t || br[e], s = (a = n?.[e]) !== null && a !== void 0 ? a : {};
    return Object.assign(Object.assign({}, typeof i == "function" ? i() : i), s || {});
  }, [e, t, n]), o = l.useMemo(() => {
    const a = n?.locale;
    return n?.exist && !a ? br.locale : a;
  }, [n]);
  return [r, o];
}, rb = "internalMark", ob = (e) => {
  const {
    locale: t = {},
    children: n,
    _ANT_MARK__: r
  } = e;
  l.useEffect(() => tb(t?.Modal), [t]);
  const o = l.useMemo(() => Object.assign(Object.assign({}, t), {
    exist: !0
  }), [t]);
  return /* @__PURE__ */ l.createElement(sc.Provider, {
    value: o
  }, n);
}, cc = {
  blue: "#1677FF",
  purple: "#722ED1",
  cyan: "#13C2C2",
  green: "#52C41A",
  magenta: "#EB2F96",
  /**
   * @deprecated Use magenta instead
   */
  pink: "#EB2F96",
  red: "#F5222D",
  orange: "#FA8C16",
  yellow: "#FADB14",
  volcano: "#FA541C",
  geekblue: "#2F54EB",
  gold: "#FAAD14",
  lime: "#A0D911"
}, vo = Object.assign(Object.assign({}, cc), {
  // Color
  colorPrimary: "#1677ff",
  colorSuccess: "#52c41a",
  colorWarning: "#faad14",
  colorError: "#ff4d4f",
  colorInfo: "#1677ff",
  colorLink: "",
  colorTextBase: "",
  colorBgBase: "",
  // Font
  fontFamily: `-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial,
'Noto Sans', sans-serif, 'Apple Color Emoji', 'Segoe UI Emoji', 'Segoe UI Symbol',
'Noto Color Emoji'`,
  fontFamilyCode: "'SFMono-Regular', Consolas, 'Liberation Mono', Menlo, Courier, monospace",
  fontSize: 14,
  // Line
  lineWidth: 1,
  lineType: "solid",
  // Motion
  motionUnit: 0.1,
  motionBase: 0,
  motionEaseOutCirc: "cubic-bezier(0.08, 0.82, 0.17, 1)",
  motionEaseInOutCirc: "cubic-bezier(0.78, 0.14, 0.15, 0.86)",
  motionEaseOut: "cubic-bezier(0.215, 0.61, 0.355, 1)",
  motionEaseInOut: "cubic-bezier(0.645, 0.045, 0.355, 1)",
  motionEaseOutBack: "cubic-bezier(0.12, 0.4, 0.29, 1.46)",
  motionEaseInBack: "cubic-bezier(0.71, -0.46, 0.88, 0.6)",
  motionEaseInQuint: "cubic-bezier(0.755, 0.05, 0.855, 0.06)",
  motionEaseOutQuint: "cubic-bezier(0.23, 1, 0.32, 1)",
  // Radius
  borderRadius: 6,
  // Size
  sizeUnit: 4,
  sizeStep: 4,
  sizePopupArrow: 16,
  // Control Base
  controlHeight: 32,
  // zIndex
  zIndexBase: 0,
  zIndexPopupBase: 1e3,
  // Image
  opacityImage: 1,
  // Wireframe
  wireframe: !1,
  // Motion
  motion: !0
}), nn = Math.round;
function al(e, t) {
  const n = e.replace(/^[^(]*\((.*)/, "$1").replace(/\).*/, "").match(/\d*\.?\d+%?/g) || [], r = n.map((o) => parseFloat(o));
  for (let o = 0; o < 3; o += 1)
    r[o] = t(r[o] || 0, n[o] || "", o);
  return n[3] ? r[3] = n[3].includes("%") ? r[3] / 100 : r[3] : r[3] = 1, r;
}
const wu = (e, t, n) => n === 0 ? e : e / 100;
function To(e, t) {
  const n = t || 255;
  return e > n ? n : e < 0 ? 0 : e;
}
class It {
  constructor(t) {
    N(this, "isValid", !0), N(this, "r", 0), N(this, "g", 0), N(this, "b", 0), N(this, "a", 1), N(this, "_h", void 0), N(this, "_s", void 0), N(this, "_l", void 0), N(this, "_v", void 0), N(this, "_max", void 0), N(this, "_min", void 0), N(this, "_brightness", void 0);
    function n(r) {
      return r[0] in t && r[1] in t && r[2] in t;
    }
    if (t) if (typeof t == "string") {
      let o = function(a) {
        return r.startsWith(a);
      };
      const r = t.trim();
      /^#?[A-F\d]{3,8}$/i.test(r) ? this.fromHexString(r) : o("rgb") ? this.fromRgbString(r) : o("hsl") ? this.fromHslString(r) : (o("hsv") || o("hsb")) && this.fromHsvString(r);
    } else if (t instanceof It)
      this.r = t.r, this.g = t.g, this.b = t.b, this.a = t.a, this._h = t._h, this._s = t._s, this._l = t._l, this._v = t._v;
    else if (n("rgb"))
      this.r = To(t.r), this.g = To(t.g), this.b = To(t.b), this.a = typeof t.a == "number" ? To(t.a, 1) : 1;
    else if (n("hsl"))
      this.fromHsl(t);
    else if (n("hsv"))
      this.fromHsv(t);
    else
      throw new Error("@ant-design/fast-color: unsupported input " + JSON.stringify(t));
  }
  // ======================= Setter =======================
  setR(t) {
    return this._sc("r", t);
  }
  setG(t) {
    return this._sc("g", t);
  }
  setB(t) {
    return this._sc("b", t);
  }
  setA(t) {
    return this._sc("a", t, 1);
  }
  setHue(t) {
    const n = this.toHsv();
    return n.h = t, this._c(n);
  }
  // ======================= Getter =======================
  /**
   * Returns the perceived luminance of a color, from 0-1.
   * @see http://www.w3.org/TR/2008/REC-WCAG20-20081211/#relativeluminancedef
   */
  getLuminance() {
    function t(a) {
      const i = a / 255;
      return i <= 0.03928 ? i / 12.92 : Math.pow((i + 0.055) / 1.055, 2.4);
    }
    const n = t(this.r), r = t(this.g), o = t(this.b);
    return 0.2126 * n + 0.7152 * r + 0.0722 * o;
  }
  getHue() {
    if (typeof this._h > "u") {
      const t = this.getMax() - this.getMin();
      t === 0 ? this._h = 0 : this._h = nn(60 * (this.r === this.getMax() ? (this.g - this.b) / t + (this.g < this.b ? 6 : 0) : this.g === this.getMax() ? (this.b - this.r) / t + 2 : (this.r - this.g) / t + 4));
    }
    return this._h;
  }
  getSaturation() {
    if (typeof this._s > "u") {
      const t = this.getMax() - this.getMin();
      t === 0 ? this._s = 0 : this._s = t / this.getMax();
    }
    return this._s;
  }
  getLightness() {
    return typeof this._l > "u" && (this._l = (this.getMax() + this.getMin()) / 510), this._l;
  }
  getValue() {
    return typeof this._v > "u" && (this._v = this.getMax() / 255), this._v;
  }
  /**
   * Returns the perceived brightness of the color, from 0-255.
   * Note: this is not the b of HSB
   * @see http://www.w3.org/TR/AERT#color-contrast
   */
  getBrightness() {
    return typeof this._brightness > "u" && (this._brightness = (this.r * 299 + this.g * 587 + this.b * 114) / 1e3), this._brightness;
  }
  // ======================== Func ========================
  darken(t = 10) {
    const n = this.getHue(), r = this.getSaturation();
    let o = this.getLightness() - t / 100;
    return o < 0 && (o = 0), this._c({
      h: n,
      s: r,
      l: o,
      a: this.a
    });
  }
  lighten(t = 10) {
    const n = this.getHue(), r = this.getSaturation();
    let o = this.getLightness() + t / 100;
    return o > 1 && (o = 1), this._c({
      h: n,
      s: r,
      l: o,
      a: this.a
    });
  }
  /**
   * Mix the current color a given amount with another color, from 0 to 100.
   * 0 means no mixing (return current color).
   */
  mix(t, n = 50) {
    const r = this._c(t), o = n / 100, a = (s) => (r[s] - this[s]) * o + this[s], i = {
      r: nn(a("r")),
      g: nn(a("g")),
      b: nn(a("b")),
      a: nn(a("a") * 100) / 100
    };
    return this._c(i);
  }
  /**
   * Mix the color with pure white, from 0 to 100.
   * Providing 0 will do nothing, providing 100 will always return white.
   */
  tint(t = 10) {
    return this.mix({
      r: 255,
      g: 255,
      b: 255,
      a: 1
    }, t);
  }
  /**
   * Mix the color with pure black, from 0 to 100.
   * Providing 0 will do nothing, providing 100 will always return black.
   */
  shade(t = 10) {
    return this.mix({
      r: 0,
      g: 0,
      b: 0,
      a: 1
    }, t);
  }
  onBackground(t) {
    const n = this._c(t), r = this.a + n.a * (1 - this.a), o = (a) => nn((this[a] * this.a + n[a] * n.a * (1 - this.a)) / r);
    return this._c({
      r: o("r"),
      g: o("g"),
      b: o("b"),
      a: r
    });
  }
  // ======================= Status =======================
  isDark() {
    return this.getBrightness() < 128;
  }
  isLight() {
    return this.getBrightness() >= 128;
  }
  // ======================== MISC ========================
  equals(t) {
    return this.r === t.r && this.g === t.g && this.b === t.b && this.a === t.a;
  }
  clone() {
    return this._c(this);
  }
  // ======================= Format =======================
  toHexString() {
    let t = "#";
    const n = (this.r || 0).toString(16);
    t += n.length === 2 ? n : "0" + n;
    const r = (this.g || 0).toString(16);
    t += r.length === 2 ? r : "0" + r;
    const o = (this.b || 0).toString(16);
    if (t += o.length === 2 ? o : "0" + o, typeof this.a == "number" && this.a >= 0 && this.a < 1) {
      const a = nn(this.a * 255).toString(16);
      t += a.length === 2 ? a : "0" + a;
    }
    return t;
  }
  /** CSS support color pattern */
  toHsl() {
    return {
      h: this.getHue(),
      s: this.getSaturation(),
      l: this.getLightness(),
      a: this.a
    };
  }
  /** CSS support color pattern */
  toHslString() {
    const t = this.getHue(), n = nn(this.getSaturation() * 100), r = nn(this.getLightness() * 100);
    return this.a !== 1 ? `hsla(${t},${n}%,${r}%,${this.a})` : `hsl(${t},${n}%,${r}%)`;
  }
  /** Same as toHsb */
  toHsv() {
    return {
      h: this.getHue(),
      s: this.getSaturation(),
      v: this.getValue(),
      a: this.a
    };
  }
  toRgb() {
    return {
      r: this.r,
      g: this.g,
      b: this.b,
      a: this.a
    };
  }
  toRgbString() {
    return this.a !== 1 ? `rgba(${this.r},${this.g},${this.b},${this.a})` : `rgb(${this.r},${this.g},${this.b})`;
  }
  toString() {
    return this.toRgbString();
  }
  // ====================== Privates ======================
  /** Return a new FastColor object with one channel changed */
  _sc(t, n, r) {
    const o = this.clone();
    return o[t] = To(n, r), o;
  }
  _c(t) {
    return new this.constructor(t);
  }
  getMax() {
    return typeof this._max > "u" && (this._max = Math.max(this.r, this.g, this.b)), this._max;
  }
  getMin() {
    return typeof this._min > "u" && (this._min = Math.min(this.r, this.g, this.b)), this._min;
  }
  fromHexString(t) {
    const n = t.replace("#", "");
    function r(o, a) {
      return parseInt(n[o] + n[a || o], 16);
    }
    n.length < 6 ? (this.r = r(0), this.g = r(1), this.b = r(2), this.a = n[3] ? r(3) / 255 : 1) : (this.r = r(0, 1), this.g = r(2, 3), this.b = r(4, 5), this.a = n[6] ? r(6, 7) / 255 : 1);
  }
  fromHsl({
    h: t,
    s: n,
    l: r,
    a: o
  }) {
    if (this._h = t % 360, this._s = n, this._l = r, this.a = typeof o == "number" ? o : 1, n <= 0) {
      const m = nn(r * 255);
      this.r = m, this.g = m, this.b = m;
    }
    let a = 0, i = 0, s = 0;
    const c = t / 60, u = (1 - Math.abs(2 * r - 1)) * n, d = u * (1 - Math.abs(c % 2 - 1));
    c >= 0 && c < 1 ? (a = u, i = d) : c >= 1 && c < 2 ? (a = d, i = u) : c >= 2 && c < 3 ? (i = u, s = d) : c >= 3 && c < 4 ? (i = d, s = u) : c >= 4 && c < 5 ? (a = d, s = u) : c >= 5 && c < 6 && (a = u, s = d);
    const f = r - u / 2;
    this.r = nn((a + f) * 255), this.g = nn((i + f) * 255), this.b = nn((s + f) * 255);
  }
  fromHsv({
    h: t,
    s: n,
    v: r,
    a: o
  }) {
    this._h = t % 360, this._s = n, this._v = r, this.a = typeof o == "number" ? o : 1;
    const a = nn(r * 255);
    if (this.r = a, this.g = a, this.b = a, n <= 0)
      return;
    const i = t / 60, s = Math.floor(i), c = i - s, u = nn(r * (1 - n) * 255), d = nn(r * (1 - n * c) * 255), f = nn(r * (1 - n * (1 - c)) * 255);
    switch (s) {
      case 0:
        this.g = f, this.b = u;
        break;
      case 1:
        this.r = d, this.b = u;
        break;
      case 2:
        this.r = u, this.b = f;
        break;
      case 3:
        this.r = u, this.g = d;
        break;
      case 4:
        this.r = f, this.g = u;
        break;
      default:
        this.g = u, this.b = d;
        break;
    }
  }
  fromHsvString(t) {
    const n = al(t, wu);
    this.fromHsv({
      h: n[0],
      s: n[1],
      v: n[2],
      a: n[3]
    });
  }
  fromHslString(t) {
    const n = al(t, wu);
    this.fromHsl({
      h: n[0],
      s: n[1],
      l: n[2],
      a: n[3]
    });
  }
  fromRgbString(t) {
    const n = al(t, (r, o) => (
      // Convert percentage to number. e.g. 50% -> 128
      o.includes("%") ? nn(r / 100 * 255) : r
    ));
    this.r = n[0], this.g = n[1], this.b = n[2], this.a = n[3];
  }
}
var wa = 2, Eu = 0.16, ab = 0.05, ib = 0.05, lb = 0.15, Km = 5, Xm = 4, sb = [{
  index: 7,
  amount: 15
}, {
  index: 6,
  amount: 25
}, {
  index: 5,
  amount: 30
}, {
  index: 5,
  amount: 45
}, {
  index: 5,
  amount: 65
}, {
  index: 5,
  amount: 85
}, {
  index: 4,
  amount: 90
}, {
  index: 3,
  amount: 95
}, {
  index: 2,
  amount: 97
}, {
  index: 1,
  amount: 98
}];
function Ou(e, t, n) {
  var r;
  return Math.round(e.h) >= 60 && Math.round(e.h) <= 240 ? r = n ? Math.round(e.h) - wa * t : Math.round(e.h) + wa * t : r = n ? Math.round(e.h) + wa * t : Math.round(e.h) - wa * t, r < 0 ? r += 360 : r >= 360 && (r -= 360), r;
}
function Iu(e, t, n) {
  if (e.h === 0 && e.s === 0)
    return e.s;
  var r;
  return n ? r = e.s - Eu * t : t === Xm ? r = e.s + Eu : r = e.s + ab * t, r > 1 && (r = 1), n && t === Km && r > 0.1 && (r = 0.1), r < 0.06 && (r = 0.06), Math.round(r * 100) / 100;
}
function Pu(e, t, n) {
  var r;
  return n ? r = e.v + ib * t : r = e.v - lb * t, r = Math.max(0, Math.min(1, r)), Math.round(r * 100) / 100;
}
function Tr(e) {
  for (var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : {}, n = [], r = new It(e), o = r.toHsv(), a = Km; a > 0; a -= 1) {
    var i = new It({
      h: Ou(o, a, !0),
      s: Iu(o, a, !0),
      v: Pu(o, a, !0)
    });
    n.push(i);
  }
  n.push(r);
  for (var s = 1; s <= Xm; s += 1) {
    var c = new It({
      h: Ou(o, s),
      s: Iu(o, s),
      v: Pu(o, s)
    });
    n.push(c);
  }
  return t.theme === "dark" ? sb.map(function(u) {
    var d = u.index, f = u.amount;
    return new It(t.backgroundColor || "#141414").mix(n[d], f).toHexString();
  }) : n.map(function(u) {
    return u.toHexString();
  });
}
var ao = {
  red: "#F5222D",
  volcano: "#FA541C",
  orange: "#FA8C16",
  gold: "#FAAD14",
  yellow: "#FADB14",
  lime: "#A0D911",
  green: "#52C41A",
  cyan: "#13C2C2",
  blue: "#1677FF",
  geekblue: "#2F54EB",
  purple: "#722ED1",
  magenta: "#EB2F96",
  grey: "#666666"
}, as = ["#fff1f0", "#ffccc7", "#ffa39e", "#ff7875", "#ff4d4f", "#f5222d", "#cf1322", "#a8071a", "#820014", "#5c0011"];
as.primary = as[5];
var is = ["#fff2e8", "#ffd8bf", "#ffbb96", "#ff9c6e", "#ff7a45", "#fa541c", "#d4380d", "#ad2102", "#871400", "#610b00"];
is.primary = is[5];
var ls = ["#fff7e6", "#ffe7ba", "#ffd591", "#ffc069", "#ffa940", "#fa8c16", "#d46b08", "#ad4e00", "#873800", "#612500"];
ls.primary = ls[5];
var ei = ["#fffbe6", "#fff1b8", "#ffe58f", "#ffd666", "#ffc53d", "#faad14", "#d48806", "#ad6800", "#874d00", "#613400"];
ei.primary = ei[5];
var ss = ["#feffe6", "#ffffb8", "#fffb8f", "#fff566", "#ffec3d", "#fadb14", "#d4b106", "#ad8b00", "#876800", "#614700"];
ss.primary = ss[5];
var cs = ["#fcffe6", "#f4ffb8", "#eaff8f", "#d3f261", "#bae637", "#a0d911", "#7cb305", "#5b8c00", "#3f6600", "#254000"];
cs.primary = cs[5];
var us = ["#f6ffed", "#d9f7be", "#b7eb8f", "#95de64", "#73d13d", "#52c41a", "#389e0d", "#237804", "#135200", "#092b00"];
us.primary = us[5];
var ds = ["#e6fffb", "#b5f5ec", "#87e8de", "#5cdbd3", "#36cfc9", "#13c2c2", "#08979c", "#006d75", "#00474f", "#002329"];
ds.primary = ds[5];
var ti = ["#e6f4ff", "#bae0ff", "#91caff", "#69b1ff", "#4096ff", "#1677ff", "#0958d9", "#003eb3", "#002c8c", "#001d66"];
ti.primary = ti[5];
var fs = ["#f0f5ff", "#d6e4ff", "#adc6ff", "#85a5ff", "#597ef7", "#2f54eb", "#1d39c4", "#10239e", "#061178", "#030852"];
fs.primary = fs[5];
var ms = ["#f9f0ff", "#efdbff", "#d3adf7", "#b37feb", "#9254de", "#722ed1", "#531dab", "#391085", "#22075e", "#120338"];
ms.primary = ms[5];
var vs = ["#fff0f6", "#ffd6e7", "#ffadd2", "#ff85c0", "#f759ab", "#eb2f96", "#c41d7f", "#9e1068", "#780650", "#520339"];
vs.primary = vs[5];
var gs = ["#a6a6a6", "#999999", "#8c8c8c", "#808080", "#737373", "#666666", "#404040", "#1a1a1a", "#000000", "#000000"];
gs.primary = gs[5];
var il = {
  red: as,
  volcano: is,
  orange: ls,
  gold: ei,
  yellow: ss,
  lime: cs,
  green: us,
  cyan: ds,
  blue: ti,
  geekblue: fs,
  purple: ms,
  magenta: vs,
  grey: gs
};
function Ym(e, {
  generateColorPalettes: t,
  generateNeutralColorPalettes: n
}) {
  const {
    colorSuccess: r,
    colorWarning: o,
    colorError: a,
    colorInfo: i,
    colorPrimary: s,
    colorBgBase: c,
    colorTextBase: u
  } = e, d = t(s), f = t(r), m = t(o), g = t(a), p = t(i), h = n(c, u), v = e.colorLink || e.colorInfo, y = t(v), b = new It(g[1]).mix(new It(g[3]), 50).toHexString();
  return Object.assign(Object.assign({}, h), {
    colorPrimaryBg: d[1],
    colorPrimaryBgHover: d[2],
    colorPrimaryBorder: d[3],
    colorPrimaryBorderHover: d[4],
    colorPrimaryHover: d[5],
    colorPrimary: d[6],
    colorPrimaryActive: d[7],
    colorPrimaryTextHover: d[8],
    colorPrimaryText: d[9],
    colorPrimaryTextActive: d[10],
    colorSuccessBg: f[1],
    colorSuccessBgHover: f[2],
    colorSuccessBorder: f[3],
    colorSuccessBorderHover: f[4],
    colorSuccessHover: f[4],
    colorSuccess: f[6],
    colorSuccessActive: f[7],
    colorSuccessTextHover: f[8],
    colorSuccessText: f[9],
    colorSuccessTextActive: f[10],
    colorErrorBg: g[1],
    colorErrorBgHover: g[2],
    colorErrorBgFilledHover: b,
    colorErrorBgActive: g[3],
    colorErrorBorder: g[3],
    colorErrorBorderHover: g[4],
    colorErrorHover: g[5],
    colorError: g[6],
    colorErrorActive: g[7],
    colorErrorTextHover: g[8],
    colorErrorText: g[9],
    colorErrorTextActive: g[10],
    colorWarningBg: m[1],
    colorWarningBgHover: m[2],
    colorWarningBorder: m[3],
    colorWarningBorderHover: m[4],
    colorWarningHover: m[4],
    colorWarning: m[6],
    colorWarningActive: m[7],
    colorWarningTextHover: m[8],
    colorWarningText: m[9],
    colorWarningTextActive: m[10],
    colorInfoBg: p[1],
    colorInfoBgHover: p[2],
    colorInfoBorder: p[3],
    colorInfoBorderHover: p[4],
    colorInfoHover: p[4],
    colorInfo: p[6],
    colorInfoActive: p[7],
    colorInfoTextHover: p[8],
    colorInfoText: p[9],
    colorInfoTextActive: p[10],
    colorLinkHover: y[4],
    colorLink: y[6],
    colorLinkActive: y[7],
    colorBgMask: new It("#000").setA(0.45).toRgbString(),
    colorWhite: "#fff"
  });
}
const cb = (e) => {
  let t = e, n = e, r = e, o = e;
  return e < 6 && e >= 5 ? t = e + 1 : e < 16 && e >= 6 ? t = e + 2 : e >= 16 && (t = 16), e < 7 && e >= 5 ? n = 4 : e < 8 && e >= 7 ? n = 5 : e < 14 && e >= 8 ? n = 6 : e < 16 && e >= 14 ? n = 7 : e >= 16 && (n = 8), e < 6 && e >= 2 ? r = 1 : e >= 6 && (r = 2), e > 4 && e < 8 ? o = 4 : e >= 8 && (o = 6), {
    borderRadius: e,
    borderRadiusXS: r,
    borderRadiusSM: n,
    borderRadiusLG: t,
    borderRadiusOuter: o
  };
};
function ub(e) {
  const {
    motionUnit: t,
    motionBase: n,
    borderRadius: r,
    lineWidth: o
  } = e;
  return Object.assign({
    // motion
    motionDurationFast: `${(n + t).toFixed(1)}s`,
    motionDurationMid: `${(n + t * 2).toFixed(1)}s`,
    motionDurationSlow: `${(n + t * 3).toFixed(1)}s`,
    // line
    lineWidthBold: o + 1
  }, cb(r));
}
const Zm = (e) => {
  const {
    controlHeight: t
  } = e;
  return {
    controlHeightSM: t * 0.75,
    controlHeightXS: t * 0.5,
    controlHeightLG: t * 1.25
  };
};
function Ga(e) {
  return (e + 8) / e;
}
function db(e) {
  const t = Array.from({
    length: 10
  }).map((n, r) => {
    const o = r - 1, a = e * Math.pow(Math.E, o / 5), i = r > 1 ? Math.floor(a) : Math.ceil(a);
    return Math.floor(i / 2) * 2;
  });
  return t[1] = e, t.map((n) => ({
    size: n,
    lineHeight: Ga(n)
  }));
}
const Qm = (e) => {
  const t = db(e), n = t.map((d) => d.size), r = t.map((d) => d.lineHeight), o = n[1], a = n[0], i = n[2], s = r[1], c = r[0], u = r[2];
  return {
    fontSizeSM: a,
    fontSize: o,
    fontSizeLG: i,
    fontSizeXL: n[3],
    fontSizeHeading1: n[6],
    fontSizeHeading2: n[5],
    fontSizeHeading3: n[4],
    fontSizeHeading4: n[3],
    fontSizeHeading5: n[2],
    lineHeight: s,
    lineHeightLG: u,
    lineHeightSM: c,
    fontHeight: Math.round(s * o),
    fontHeightLG: Math.round(u * i),
    fontHeightSM: Math.round(c * a),
    lineHeightHeading1: r[6],
    lineHeightHeading2: r[5],
    lineHeightHeading3: r[4],
    lineHeightHeading4: r[3],
    lineHeightHeading5: r[2]
  };
};
function fb(e) {
  const {
    sizeUnit: t,
    sizeStep: n
  } = e;
  return {
    sizeXXL: t * (n + 8),
    // 48
    sizeXL: t * (n + 4),
    // 32
    sizeLG: t * (n + 2),
    // 24
    sizeMD: t * (n + 1),
    // 20
    sizeMS: t * n,
    // 16
    size: t * n,
    // 16
    sizeSM: t * (n - 1),
    // 12
    sizeXS: t * (n - 2),
    // 8
    sizeXXS: t * (n - 3)
    // 4
  };
}
const Tn = (e, t) => new It(e).setA(t).toRgbString(), No = (e, t) => new It(e).darken(t).toHexString(), mb = (e) => {
  const t = Tr(e);
  return {
    1: t[0],
    2: t[1],
    3: t[2],
    4: t[3],
    5: t[4],
    6: t[5],
    7: t[6],
    8: t[4],
    9: t[5],
    10: t[6]
    // 8: colors[7],
    // 9: colors[8],
    // 10: colors[9],
  };
}, vb = (e, t) => {
  const n = e || "#fff", r = t || "#000";
  return {
    colorBgBase: n,
    colorTextBase: r,
    colorText: Tn(r, 0.88),
    colorTextSecondary: Tn(r, 0.65),
    colorTextTertiary: Tn(r, 0.45),
    colorTextQuaternary: Tn(r, 0.25),
    colorFill: Tn(r, 0.15),
    colorFillSecondary: Tn(r, 0.06),
    colorFillTertiary: Tn(r, 0.04),
    colorFillQuaternary: Tn(r, 0.02),
    colorBgSolid: Tn(r, 1),
    colorBgSolidHover: Tn(r, 0.75),
    colorBgSolidActive: Tn(r, 0.95),
    colorBgLayout: No(n, 4),
    colorBgContainer: No(n, 0),
    colorBgElevated: No(n, 0),
    colorBgSpotlight: Tn(r, 0.85),
    colorBgBlur: "transparent",
    colorBorder: No(n, 15),
    colorBorderSecondary: No(n, 6)
  };
};
function Si(e) {
  ao.pink = ao.magenta, il.pink = il.magenta;
  const t = Object.keys(cc).map((n) => {
    const r = e[n] === ao[n] ? il[n] : Tr(e[n]);
    return Array.from({
      length: 10
    }, () => 1).reduce((o, a, i) => (o[`${n}-${i + 1}`] = r[i], o[`${n}${i + 1}`] = r[i], o), {});
  }).reduce((n, r) => (n = Object.assign(Object.assign({}, n), r), n), {});
  return Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({}, e), t), Ym(e, {
    generateColorPalettes: mb,
    generateNeutralColorPalettes: vb
  })), Qm(e.fontSize)), fb(e)), Zm(e)), ub(e));
}
const uc = Qa(Si), ea = {
  token: vo,
  override: {
    override: vo
  },
  hashed: !0
}, dc = /* @__PURE__ */ D.createContext(ea), ni = "ant", fc = "anticon", gb = ["outlined", "borderless", "filled", "underlined"], pb = (e, t) => t || (e ? `${ni}-${e}` : ni), ct = /* @__PURE__ */ l.createContext({
  // We provide a default function for Context without provider
  getPrefixCls: pb,
  iconPrefixCls: fc
}), {
  Consumer: KN
} = ct, Ru = {};
function Gn(e) {
  const t = l.useContext(ct), {
    getPrefixCls: n,
    direction: r,
    getPopupContainer: o
  } = t, a = t[e];
  return Object.assign(Object.assign({
    classNames: Ru,
    styles: Ru
  }, a), {
    getPrefixCls: n,
    direction: r,
    getPopupContainer: o
  });
}
const hb = `-ant-${Date.now()}-${Math.random()}`;
function bb(e, t) {
  const n = {}, r = (i, s) => {
    let c = i.clone();
    return c = s?.(c) || c, c.toRgbString();
  }, o = (i, s) => {
    const c = new It(i), u = Tr(c.toRgbString());
    n[`${s}-color`] = r(c), n[`${s}-color-disabled`] = u[1], n[`${s}-color-hover`] = u[4], n[`${s}-color-active`] = u[6], n[`${s}-color-outline`] = c.clone().setA(0.2).toRgbString(), n[`${s}-color-deprecated-bg`] = u[0], n[`${s}-color-deprecated-border`] = u[2];
  };
  if (t.primaryColor) {
    o(t.primaryColor, "primary");
    const i = new It(t.primaryColor), s = Tr(i.toRgbString());
    s.forEach((u, d) => {
      n[`primary-${d + 1}`] = u;
    }), n["primary-color-deprecated-l-35"] = r(i, (u) => u.lighten(35)), n["primary-color-deprecated-l-20"] = r(i, (u) => u.lighten(20)), n["primary-color-deprecated-t-20"] = r(i, (u) => u.tint(20)), n["primary-color-deprecated-t-50"] = r(i, (u) => u.tint(50)), n["primary-color-deprecated-f-12"] = r(i, (u) => u.setA(u.a * 0.12));
    const c = new It(s[0]);
    n["primary-color-active-deprecated-f-30"] = r(c, (u) => u.setA(u.a * 0.3)), n["primary-color-active-deprecated-d-02"] = r(c, (u) => u.darken(2));
  }
  return t.successColor && o(t.successColor, "success"), t.warningColor && o(t.warningColor, "warning"), t.errorColor && o(t.errorColor, "error"), t.infoColor && o(t.infoColor, "info"), `
  :root {
    ${Object.keys(n).map((i) => `--${e}-${i}: ${n[i]};`).join(`
`)}
  }
  `.trim();
}
function yb(e, t) {
  const n = bb(e, t);
  sn() && rr(n, `${hb}-dynamic-theme`);
}
const go = /* @__PURE__ */ l.createContext(!1), Jm = ({
  children: e,
  disabled: t
}) => {
  const n = l.useContext(go);
  return /* @__PURE__ */ l.createElement(go.Provider, {
    value: t ?? n
  }, e);
}, po = /* @__PURE__ */ l.createContext(void 0), Sb = ({
  children: e,
  size: t
}) => {
  const n = l.useContext(po);
  return /* @__PURE__ */ l.createElement(po.Provider, {
    value: t || n
  }, e);
};
function Cb() {
  const e = Wt(go), t = Wt(po);
  return {
    componentDisabled: e,
    componentSize: t
  };
}
var ev = /* @__PURE__ */ Xt(function e() {
  Kt(this, e);
}), tv = "CALC_UNIT", $b = new RegExp(tv, "g");
function ll(e) {
  return typeof e == "number" ? "".concat(e).concat(tv) : e;
}
var xb = /* @__PURE__ */ (function(e) {
  tr(n, e);
  var t = ar(n);
  function n(r, o) {
    var a;
    Kt(this, n), a = t.call(this), N(mt(a), "result", ""), N(mt(a), "unitlessCssVar", void 0), N(mt(a), "lowPriority", void 0);
    var i = Be(r);
    return a.unitlessCssVar = o, r instanceof n ? a.result = "(".concat(r.result, ")") : i === "number" ? a.result = ll(r) : i === "string" && (a.result = r), a;
  }
  return Xt(n, [{
    key: "add",
    value: function(o) {
      return o instanceof n ? this.result = "".concat(this.result, " + ").concat(o.getResult()) : (typeof o == "number" || typeof o == "string") && (this.result = "".concat(this.result, " + ").concat(ll(o))), this.lowPriority = !0, this;
    }
  }, {
    key: "sub",
    value: function(o) {
      return o instanceof n ? this.result = "".concat(this.result, " - ").concat(o.getResult()) : (typeof o == "number" || typeof o == "string") && (this.result = "".concat(this.result, " - ").concat(ll(o))), this.lowPriority = !0, this;
    }
  }, {
    key: "mul",
    value: function(o) {
      return this.lowPriority && (this.result = "(".concat(this.result, ")")), o instanceof n ? this.result = "".concat(this.result, " * ").concat(o.getResult(!0)) : (typeof o == "number" || typeof o == "string") && (this.result = "".concat(this.result, " * ").concat(o)), this.lowPriority = !1, this;
    }
  }, {
    key: "div",
    value: function(o) {
      return this.lowPriority && (this.result = "(".concat(this.result, ")")), o instanceof n ? this.result = "".concat(this.result, " / ").concat(o.getResult(!0)) : (typeof o == "number" || typeof o == "string") && (this.result = "".concat(this.result, " / ").concat(o)), this.lowPriority = !1, this;
    }
  }, {
    key: "getResult",
    value: function(o) {
      return this.lowPriority || o ? "(".concat(this.result, ")") : this.result;
    }
  }, {
    key: "equal",
    value: function(o) {
      var a = this, i = o || {}, s = i.unit, c = !0;
      return typeof s == "boolean" ? c = s : Array.from(this.unitlessCssVar).some(function(u) {
        return a.result.includes(u);
      }) && (c = !1), this.result = this.result.replace($b, c ? "px" : ""), typeof this.lowPriority < "u" ? "calc(".concat(this.result, ")") : this.result;
    }
  }]), n;
})(ev), wb = /* @__PURE__ */ (function(e) {
  tr(n, e);
  var t = ar(n);
  function n(r) {
    var o;
    return Kt(this, n), o = t.call(this), N(mt(o), "result", 0), r instanceof n ? o.result = r.result : typeof r == "number" && (o.result = r), o;
  }
  return Xt(n, [{
    key: "add",
    value: function(o) {
      return o instanceof n ? this.result += o.result : typeof o == "number" && (this.result += o), this;
    }
  }, {
    key: "sub",
    value: function(o) {
      return o instanceof n ? this.result -= o.result : typeof o == "number" && (this.result -= o), this;
    }
  }, {
    key: "mul",
    value: function(o) {
      return o instanceof n ? this.result *= o.result : typeof o == "number" && (this.result *= o), this;
    }
  }, {
    key: "div",
    value: function(o) {
      return o instanceof n ? this.result /= o.result : typeof o == "number" && (this.result /= o), this;
    }
  }, {
    key: "equal",
    value: function() {
      return this.result;
    }
  }]), n;
})(ev), Eb = function(t, n) {
  var r = t === "css" ? xb : wb;
  return function(o) {
    return new r(o, n);
  };
}, Mu = function(t, n) {
  return "".concat([n, t.replace(/([A-Z]+)([A-Z][a-z]+)/g, "$1-$2").replace(/([a-z])([A-Z])/g, "$1-$2")].filter(Boolean).join("-"));
};
function Zt(e) {
  var t = l.useRef();
  t.current = e;
  var n = l.useCallback(function() {
    for (var r, o = arguments.length, a = new Array(o), i = 0; i < o; i++)
      a[i] = arguments[i];
    return (r = t.current) === null || r === void 0 ? void 0 : r.call.apply(r, [t].concat(a));
  }, []);
  return n;
}
function ho(e) {
  var t = l.useRef(!1), n = l.useState(e), r = k(n, 2), o = r[0], a = r[1];
  l.useEffect(function() {
    return t.current = !1, function() {
      t.current = !0;
    };
  }, []);
  function i(s, c) {
    c && t.current || a(s);
  }
  return [o, i];
}
function sl(e) {
  return e !== void 0;
}
function an(e, t) {
  var n = t || {}, r = n.defaultValue, o = n.value, a = n.onChange, i = n.postState, s = ho(function() {
    return sl(o) ? o : sl(r) ? typeof r == "function" ? r() : r : typeof e == "function" ? e() : e;
  }), c = k(s, 2), u = c[0], d = c[1], f = o !== void 0 ? o : u, m = i ? i(f) : f, g = Zt(a), p = ho([f]), h = k(p, 2), v = h[0], y = h[1];
  es(function() {
    var S = v[0];
    u !== S && g(u, S);
  }, [v]), es(function() {
    sl(o) || d(o);
  }, [o]);
  var b = Zt(function(S, x) {
    d(S, x), y([f], x);
  });
  return [m, b];
}
function Tu(e, t, n, r) {
  var o = j({}, t[e]);
  if (r != null && r.deprecatedTokens) {
    var a = r.deprecatedTokens;
    a.forEach(function(s) {
      var c = k(s, 2), u = c[0], d = c[1];
      if (o != null && o[u] || o != null && o[d]) {
        var f;
        (f = o[d]) !== null && f !== void 0 || (o[d] = o?.[u]);
      }
    });
  }
  var i = j(j({}, n), o);
  return Object.keys(i).forEach(function(s) {
    i[s] === t[s] && delete i[s];
  }), i;
}
var nv = typeof CSSINJS_STATISTIC < "u", ps = !0;
function xt() {
  for (var e = arguments.length, t = new Array(e), n = 0; n < e; n++)
    t[n] = arguments[n];
  if (!nv)
    return Object.assign.apply(Object, [{}].concat(t));
  ps = !1;
  var r = {};
  return t.forEach(function(o) {
    if (Be(o) === "object") {
      var a = Object.keys(o);
      a.forEach(function(i) {
        Object.defineProperty(r, i, {
          configurable: !0,
          enumerable: !0,
          get: function() {
            return o[i];
          }
        });
      });
    }
  }), ps = !0, r;
}
var Nu = {};
function Ob() {
}
var Ib = function(t) {
  var n, r = t, o = Ob;
  return nv && typeof Proxy < "u" && (n = /* @__PURE__ */ new Set(), r = new Proxy(t, {
    get: function(i, s) {
      if (ps) {
        var c;
        (c = n) === null || c === void 0 || c.add(s);
      }
      return i[s];
    }
  }), o = function(i, s) {
    var c;
    Nu[i] = {
      global: Array.from(n),
      component: j(j({}, (c = Nu[i]) === null || c === void 0 ? void 0 : c.component), s)
    };
  }), {
    token: r,
    keys: n,
    flush: o
  };
};
function _u(e, t, n) {
  if (typeof n == "function") {
    var r;
    return n(xt(t, (r = t[e]) !== null && r !== void 0 ? r : {}));
  }
  return n ?? {};
}
function Pb(e) {
  return e === "js" ? {
    max: Math.max,
    min: Math.min
  } : {
    max: function() {
      for (var n = arguments.length, r = new Array(n), o = 0; o < n; o++)
        r[o] = arguments[o];
      return "max(".concat(r.map(function(a) {
        return H(a);
      }).join(","), ")");
    },
    min: function() {
      for (var n = arguments.length, r = new Array(n), o = 0; o < n; o++)
        r[o] = arguments[o];
      return "min(".concat(r.map(function(a) {
        return H(a);
      }).join(","), ")");
    }
  };
}
var Rb = 1e3 * 60 * 10, Mb = /* @__PURE__ */ (function() {
  function e() {
    Kt(this, e), N(this, "map", /* @__PURE__ */ new Map()), N(this, "objectIDMap", /* @__PURE__ */ new WeakMap()), N(this, "nextID", 0), N(this, "lastAccessBeat", /* @__PURE__ */ new Map()), N(this, "accessBeat", 0);
  }
  return Xt(e, [{
    key: "set",
    value: function(n, r) {
      this.clear();
      var o = this.getCompositeKey(n);
      this.map.set(o, r), this.lastAccessBeat.set(o, Date.now());
    }
  }, {
    key: "get",
    value: function(n) {
      var r = this.getCompositeKey(n), o = this.map.get(r);
      return this.lastAccessBeat.set(r, Date.now()), this.accessBeat += 1, o;
    }
  }, {
    key: "getCompositeKey",
    value: function(n) {
      var r = this, o = n.map(function(a) {
        return a && Be(a) === "object" ? "obj_".concat(r.getObjectID(a)) : "".concat(Be(a), "_").concat(a);
      });
      return o.join("|");
    }
  }, {
    key: "getObjectID",
    value: function(n) {
      if (this.objectIDMap.has(n))
        return this.objectIDMap.get(n);
      var r = this.nextID;
      return this.objectIDMap.set(n, r), this.nextID += 1, r;
    }
  }, {
    key: "clear",
    value: function() {
      var n = this;
      if (this.accessBeat > 1e4) {
        var r = Date.now();
        this.lastAccessBeat.forEach(function(o, a) {
          r - o > Rb && (n.map.delete(a), n.lastAccessBeat.delete(a));
        }), this.accessBeat = 0;
      }
    }
  }]), e;
})(), ju = new Mb();
function Tb(e, t) {
  return D.useMemo(function() {
    var n = ju.get(t);
    if (n)
      return n;
    var r = e();
    return ju.set(t, r), r;
  }, t);
}
var Nb = function() {
  return {};
};
function _b(e) {
  var t = e.useCSP, n = t === void 0 ? Nb : t, r = e.useToken, o = e.usePrefix, a = e.getResetStyles, i = e.getCommonStyle, s = e.getCompUnitless;
  function c(m, g, p, h) {
    var v = Array.isArray(m) ? m[0] : m;
    function y(w) {
      return "".concat(String(v)).concat(w.slice(0, 1).toUpperCase()).concat(w.slice(1));
    }
    var b = h?.unitless || {}, S = typeof s == "function" ? s(m) : {}, x = j(j({}, S), {}, N({}, y("zIndexPopup"), !0));
    Object.keys(b).forEach(function(w) {
      x[y(w)] = b[w];
    });
    var $ = j(j({}, h), {}, {
      unitless: x,
      prefixToken: y
    }), C = d(m, g, p, $), E = u(v, p, $);
    return function(w) {
      var O = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : w, I = C(w, O), M = k(I, 2), P = M[1], R = E(O), T = k(R, 2), L = T[0], _ = T[1];
      return [L, P, _];
    };
  }
  function u(m, g, p) {
    var h = p.unitless, v = p.injectStyle, y = v === void 0 ? !0 : v, b = p.prefixToken, S = p.ignore, x = function(E) {
      var w = E.rootCls, O = E.cssVar, I = O === void 0 ? {} : O, M = r(), P = M.realToken;
      return U0({
        path: [m],
        prefix: I.prefix,
        key: I.key,
        unitless: h,
        ignore: S,
        token: P,
        scope: w
      }, function() {
        var R = _u(m, P, g), T = Tu(m, P, R, {
          deprecatedTokens: p?.deprecatedTokens
        });
        return Object.keys(R).forEach(function(L) {
          T[b(L)] = T[L], delete T[L];
        }), T;
      }), null;
    }, $ = function(E) {
      var w = r(), O = w.cssVar;
      return [function(I) {
        return y && O ? /* @__PURE__ */ D.createElement(D.Fragment, null, /* @__PURE__ */ D.createElement(x, {
          rootCls: E,
          cssVar: O,
          component: m
        }), I) : I;
      }, O?.key];
    };
    return $;
  }
  function d(m, g, p) {
    var h = arguments.length > 3 && arguments[3] !== void 0 ? arguments[3] : {}, v = Array.isArray(m) ? m : [m, m], y = k(v, 1), b = y[0], S = v.join("-"), x = e.layer || {
      name: "antd"
    };
    return function($) {
      var C = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : $, E = r(), w = E.theme, O = E.realToken, I = E.hashId, M = E.token, P = E.cssVar, R = o(), T = R.rootPrefixCls, L = R.iconPrefixCls, _ = n(), z = P ? "css" : "js", A = Tb(function() {
        var Z = /* @__PURE__ */ new Set();
        return P && Object.keys(h.unitless || {}).forEach(function(U) {
          Z.add(Ba(U, P.prefix)), Z.add(Ba(U, Mu(b, P.prefix)));
        }), Eb(z, Z);
      }, [z, b, P?.prefix]), W = Pb(z), B = W.max, G = W.min, F = {
        theme: w,
        token: M,
        hashId: I,
        nonce: function() {
          return _.nonce;
        },
        clientOnly: h.clientOnly,
        layer: x,
        // antd is always at top of styles
        order: h.order || -999
      };
      typeof a == "function" && os(j(j({}, F), {}, {
        clientOnly: !1,
        path: ["Shared", T]
      }), function() {
        return a(M, {
          prefix: {
            rootPrefixCls: T,
            iconPrefixCls: L
          },
          csp: _
        });
      });
      var X = os(j(j({}, F), {}, {
        path: [S, $, L]
      }), function() {
        if (h.injectStyle === !1)
          return [];
        var Z = Ib(M), U = Z.token, q = Z.flush, ne = _u(b, O, p), le = ".".concat($), re = Tu(b, O, ne, {
          deprecatedTokens: h.deprecatedTokens
        });
        P && ne && Be(ne) === "object" && Object.keys(ne).forEach(function(te) {
          ne[te] = "var(".concat(Ba(te, Mu(b, P.prefix)), ")");
        });
        var ce = xt(U, {
          componentCls: le,
          prefixCls: $,
          iconCls: ".".concat(L),
          antCls: ".".concat(T),
          calc: A,
          // @ts-ignore
          max: B,
          // @ts-ignore
          min: G
        }, P ? ne : re), J = g(ce, {
          hashId: I,
          prefixCls: $,
          rootPrefixCls: T,
          iconPrefixCls: L
        });
        q(b, re);
        var Y = typeof i == "function" ? i(ce, $, C, h.resetFont) : null;
        return [h.resetStyle === !1 ? null : Y, J];
      });
      return [X, I];
    };
  }
  function f(m, g, p) {
    var h = arguments.length > 3 && arguments[3] !== void 0 ? arguments[3] : {}, v = d(m, g, p, j({
      resetStyle: !1,
      // Sub Style should default after root one
      order: -998
    }, h)), y = function(S) {
      var x = S.prefixCls, $ = S.rootCls, C = $ === void 0 ? x : $;
      return v(x, C), null;
    };
    return y;
  }
  return {
    genStyleHooks: c,
    genSubStyleComponent: f,
    genComponentStyleHook: d
  };
}
const Nr = ["blue", "purple", "cyan", "green", "magenta", "pink", "red", "orange", "yellow", "volcano", "geekblue", "lime", "gold"], jb = "5.29.3";
function cl(e) {
  return e >= 0 && e <= 255;
}
function Bo(e, t) {
  const {
    r: n,
    g: r,
    b: o,
    a
  } = new It(e).toRgb();
  if (a < 1)
    return e;
  const {
    r: i,
    g: s,
    b: c
  } = new It(t).toRgb();
  for (let u = 0.01; u <= 1; u += 0.01) {
    const d = Math.round((n - i * (1 - u)) / u), f = Math.round((r - s * (1 - u)) / u), m = Math.round((o - c * (1 - u)) / u);
    if (cl(d) && cl(f) && cl(m))
      return new It({
        r: d,
        g: f,
        b: m,
        a: Math.round(u * 100) / 100
      }).toRgbString();
  }
  return new It({
    r: n,
    g: r,
    b: o,
    a: 1
  }).toRgbString();
}
var zb = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
function mc(e) {
  const {
    override: t
  } = e, n = zb(e, ["override"]), r = Object.assign({}, t);
  Object.keys(vo).forEach((m) => {
    delete r[m];
  });
  const o = Object.assign(Object.assign({}, n), r), a = 480, i = 576, s = 768, c = 992, u = 1200, d = 1600;
  return o.motion === !1 && (o.motionDurationFast = "0s", o.motionDurationMid = "0s", o.motionDurationSlow = "0s"), Object.assign(Object.assign(Object.assign({}, o), {
    // ============== Background ============== //
    colorFillContent: o.colorFillSecondary,
    colorFillContentHover: o.colorFill,
    colorFillAlter: o.colorFillQuaternary,
    colorBgContainerDisabled: o.colorFillTertiary,
    // ============== Split ============== //
    colorBorderBg: o.colorBgContainer,
    colorSplit: Bo(o.colorBorderSecondary, o.colorBgContainer),
    // ============== Text ============== //
    colorTextPlaceholder: o.colorTextQuaternary,
    colorTextDisabled: o.colorTextQuaternary,
    colorTextHeading: o.colorText,
    colorTextLabel: o.colorTextSecondary,
    colorTextDescription: o.colorTextTertiary,
    colorTextLightSolid: o.colorWhite,
    colorHighlight: o.colorError,
    colorBgTextHover: o.colorFillSecondary,
    colorBgTextActive: o.colorFill,
    colorIcon: o.colorTextTertiary,
    colorIconHover: o.colorText,
    colorErrorOutline: Bo(o.colorErrorBg, o.colorBgContainer),
    colorWarningOutline: Bo(o.colorWarningBg, o.colorBgContainer),
    // Font
    fontSizeIcon: o.fontSizeSM,
    // Line
    lineWidthFocus: o.lineWidth * 3,
    // Control
    lineWidth: o.lineWidth,
    controlOutlineWidth: o.lineWidth * 2,
    // Checkbox size and expand icon size
    controlInteractiveSize: o.controlHeight / 2,
    controlItemBgHover: o.colorFillTertiary,
    controlItemBgActive: o.colorPrimaryBg,
    controlItemBgActiveHover: o.colorPrimaryBgHover,
    controlItemBgActiveDisabled: o.colorFill,
    controlTmpOutline: o.colorFillQuaternary,
    controlOutline: Bo(o.colorPrimaryBg, o.colorBgContainer),
    lineType: o.lineType,
    borderRadius: o.borderRadius,
    borderRadiusXS: o.borderRadiusXS,
    borderRadiusSM: o.borderRadiusSM,
    borderRadiusLG: o.borderRadiusLG,
    fontWeightStrong: 600,
    opacityLoading: 0.65,
    linkDecoration: "none",
    linkHoverDecoration: "none",
    linkFocusDecoration: "none",
    controlPaddingHorizontal: 12,
    controlPaddingHorizontalSM: 8,
    paddingXXS: o.sizeXXS,
    paddingXS: o.sizeXS,
    paddingSM: o.sizeSM,
    padding: o.size,
    paddingMD: o.sizeMD,
    paddingLG: o.sizeLG,
    paddingXL: o.sizeXL,
    paddingContentHorizontalLG: o.sizeLG,
    paddingContentVerticalLG: o.sizeMS,
    paddingContentHorizontal: o.sizeMS,
    paddingContentVertical: o.sizeSM,
    paddingContentHorizontalSM: o.size,
    paddingContentVerticalSM: o.sizeXS,
    marginXXS: o.sizeXXS,
    marginXS: o.sizeXS,
    marginSM: o.sizeSM,
    margin: o.size,
    marginMD: o.sizeMD,
    marginLG: o.sizeLG,
    marginXL: o.sizeXL,
    marginXXL: o.sizeXXL,
    boxShadow: `
      0 6px 16px 0 rgba(0, 0, 0, 0.08),
      0 3px 6px -4px rgba(0, 0, 0, 0.12),
      0 9px 28px 8px rgba(0, 0, 0, 0.05)
    `,
    boxShadowSecondary: `
      0 6px 16px 0 rgba(0, 0, 0, 0.08),
      0 3px 6px -4px rgba(0, 0, 0, 0.12),
      0 9px 28px 8px rgba(0, 0, 0, 0.05)
    `,
    boxShadowTertiary: `
      0 1px 2px 0 rgba(0, 0, 0, 0.03),
      0 1px 6px -1px rgba(0, 0, 0, 0.02),
      0 2px 4px 0 rgba(0, 0, 0, 0.02)
    `,
    screenXS: a,
    screenXSMin: a,
    screenXSMax: i - 1,
    screenSM: i,
    screenSMMin: i,
    screenSMMax: s - 1,
    screenMD: s,
    screenMDMin: s,
    screenMDMax: c - 1,
    screenLG: c,
    screenLGMin: c,
    screenLGMax: u - 1,
    screenXL: u,
    screenXLMin: u,
    screenXLMax: d - 1,
    screenXXL: d,
    screenXXLMin: d,
    boxShadowPopoverArrow: "2px 2px 5px rgba(0, 0, 0, 0.05)",
    boxShadowCard: `
      0 1px 2px -2px ${new It("rgba(0, 0, 0, 0.16)").toRgbString()},
      0 3px 6px 0 ${new It("rgba(0, 0, 0, 0.12)").toRgbString()},
      0 5px 12px 4px ${new It("rgba(0, 0, 0, 0.09)").toRgbString()}
    `,
    boxShadowDrawerRight: `
      -6px 0 16px 0 rgba(0, 0, 0, 0.08),
      -3px 0 6px -4px rgba(0, 0, 0, 0.12),
      -9px 0 28px 8px rgba(0, 0, 0, 0.05)
    `,
    boxShadowDrawerLeft: `
      6px 0 16px 0 rgba(0, 0, 0, 0.08),
      3px 0 6px -4px rgba(0, 0, 0, 0.12),
      9px 0 28px 8px rgba(0, 0, 0, 0.05)
    `,
    boxShadowDrawerUp: `
      0 6px 16px 0 rgba(0, 0, 0, 0.08),
      0 3px 6px -4px rgba(0, 0, 0, 0.12),
      0 9px 28px 8px rgba(0, 0, 0, 0.05)
    `,
    boxShadowDrawerDown: `
      0 -6px 16px 0 rgba(0, 0, 0, 0.08),
      0 -3px 6px -4px rgba(0, 0, 0, 0.12),
      0 -9px 28px 8px rgba(0, 0, 0, 0.05)
    `,
    boxShadowTabsOverflowLeft: "inset 10px 0 8px -8px rgba(0, 0, 0, 0.08)",
    boxShadowTabsOverflowRight: "inset -10px 0 8px -8px rgba(0, 0, 0, 0.08)",
    boxShadowTabsOverflowTop: "inset 0 10px 8px -8px rgba(0, 0, 0, 0.08)",
    boxShadowTabsOverflowBottom: "inset 0 -10px 8px -8px rgba(0, 0, 0, 0.08)"
  }), r);
}
var zu = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const rv = {
  lineHeight: !0,
  lineHeightSM: !0,
  lineHeightLG: !0,
  lineHeightHeading1: !0,
  lineHeightHeading2: !0,
  lineHeightHeading3: !0,
  lineHeightHeading4: !0,
  lineHeightHeading5: !0,
  opacityLoading: !0,
  fontWeightStrong: !0,
  zIndexPopupBase: !0,
  zIndexBase: !0,
  opacityImage: !0
}, Ab = {
  motionBase: !0,
  motionUnit: !0
}, Lb = {
  screenXS: !0,
  screenXSMin: !0,
  screenXSMax: !0,
  screenSM: !0,
  screenSMMin: !0,
  screenSMMax: !0,
  screenMD: !0,
  screenMDMin: !0,
  screenMDMax: !0,
  screenLG: !0,
  screenLGMin: !0,
  screenLGMax: !0,
  screenXL: !0,
  screenXLMin: !0,
  screenXLMax: !0,
  screenXXL: !0,
  screenXXLMin: !0
}, ov = (e, t, n) => {
  const r = n.getDerivativeToken(e), {
    override: o
  } = t, a = zu(t, ["override"]);
  let i = Object.assign(Object.assign({}, r), {
    override: o
  });
  return i = mc(i), a && Object.entries(a).forEach(([s, c]) => {
    const {
      theme: u
    } = c, d = zu(c, ["theme"]);
    let f = d;
    u && (f = ov(Object.assign(Object.assign({}, i), d), {
      override: d
    }, u)), i[s] = f;
  }), i;
};
function vn() {
  const {
    token: e,
    hashed: t,
    theme: n,
    override: r,
    cssVar: o
  } = D.useContext(dc), a = `${jb}-${t || ""}`, i = n || uc, [s, c, u] = b0(i, [vo, e], {
    salt: a,
    override: r,
    getComputedToken: ov,
    // formatToken will not be consumed after 1.15.0 with getComputedToken.
    // But token will break if @ant-design/cssinjs is under 1.15.0 without it
    formatToken: mc,
    cssVar: o && {
      prefix: o.prefix,
      key: o.key,
      unitless: rv,
      ignore: Ab,
      preserve: Lb
    }
  });
  return [i, u, t ? c : "", s, o];
}
const bo = {
  overflow: "hidden",
  whiteSpace: "nowrap",
  textOverflow: "ellipsis"
}, Qt = (e, t = !1) => ({
  boxSizing: "border-box",
  margin: 0,
  padding: 0,
  color: e.colorText,
  fontSize: e.fontSize,
  // font-variant: @font-variant-base;
  lineHeight: e.lineHeight,
  listStyle: "none",
  // font-feature-settings: @font-feature-settings-base;
  fontFamily: t ? "inherit" : e.fontFamily
}), Ci = () => ({
  display: "inline-flex",
  alignItems: "center",
  color: "inherit",
  fontStyle: "normal",
  lineHeight: 0,
  textAlign: "center",
  textTransform: "none",
  // for SVG icon, see https://blog.prototypr.io/align-svg-icons-to-text-and-say-goodbye-to-font-icons-d44b3d7b26b4
  verticalAlign: "-0.125em",
  textRendering: "optimizeLegibility",
  "-webkit-font-smoothing": "antialiased",
  "-moz-osx-font-smoothing": "grayscale",
  "> *": {
    lineHeight: 1
  },
  svg: {
    display: "inline-block"
  }
}), da = () => ({
  // https://github.com/ant-design/ant-design/issues/21301#issuecomment-583955229
  "&::before": {
    display: "table",
    content: '""'
  },
  "&::after": {
    // https://github.com/ant-design/ant-design/issues/21864
    display: "table",
    clear: "both",
    content: '""'
  }
}), Bb = (e) => ({
  a: {
    color: e.colorLink,
    textDecoration: e.linkDecoration,
    backgroundColor: "transparent",
    // remove the gray background on active links in IE 10.
    outline: "none",
    cursor: "pointer",
    transition: `color ${e.motionDurationSlow}`,
    "-webkit-text-decoration-skip": "objects",
    // remove gaps in links underline in iOS 8+ and Safari 8+.
    "&:hover": {
      color: e.colorLinkHover
    },
    "&:active": {
      color: e.colorLinkActive
    },
    "&:active, &:hover": {
      textDecoration: e.linkHoverDecoration,
      outline: 0
    },
    // https://github.com/ant-design/ant-design/issues/22503
    "&:focus": {
      textDecoration: e.linkFocusDecoration,
      outline: 0
    },
    "&[disabled]": {
      color: e.colorTextDisabled,
      cursor: "not-allowed"
    }
  }
}), Db = (e, t, n, r) => {
  const o = `[class^="${t}"], [class*=" ${t}"]`, a = n ? `.${n}` : o, i = {
    boxSizing: "border-box",
    "&::before, &::after": {
      boxSizing: "border-box"
    }
  };
  let s = {};
  return r !== !1 && (s = {
    fontFamily: e.fontFamily,
    fontSize: e.fontSize
  }), {
    [a]: Object.assign(Object.assign(Object.assign({}, s), i), {
      [o]: i
    })
  };
}, ta = (e, t) => ({
  outline: `${H(e.lineWidthFocus)} solid ${e.colorPrimaryBorder}`,
  outlineOffset: t ?? 1,
  transition: "outline-offset 0s, outline 0s"
}), yr = (e, t) => ({
  "&:focus-visible": ta(e, t)
}), av = (e) => ({
  [`.${e}`]: Object.assign(Object.assign({}, Ci()), {
    [`.${e} .${e}-icon`]: {
      display: "block"
    }
  })
}), iv = (e) => Object.assign(Object.assign({
  // FIXME: This use link but is a operation unit. Seems should be a colorPrimary.
  // And Typography use this to generate link style which should not do this.
  color: e.colorLink,
  textDecoration: e.linkDecoration,
  outline: "none",
  cursor: "pointer",
  transition: `all ${e.motionDurationSlow}`,
  border: 0,
  padding: 0,
  background: "none",
  userSelect: "none"
}, yr(e)), {
  "&:hover": {
    color: e.colorLinkHover,
    textDecoration: e.linkHoverDecoration
  },
  "&:focus": {
    color: e.colorLinkHover,
    textDecoration: e.linkFocusDecoration
  },
  "&:active": {
    color: e.colorLinkActive,
    textDecoration: e.linkHoverDecoration
  }
}), {
  genStyleHooks: Lt,
  genComponentStyleHook: Fb,
  genSubStyleComponent: fa
} = _b({
  usePrefix: () => {
    const {
      getPrefixCls: e,
      iconPrefixCls: t
    } = Wt(ct);
    return {
      rootPrefixCls: e(),
      iconPrefixCls: t
    };
  },
  useToken: () => {
    const [e, t, n, r, o] = vn();
    return {
      theme: e,
      realToken: t,
      hashId: n,
      token: r,
      cssVar: o
    };
  },
  useCSP: () => {
    const {
      csp: e
    } = Wt(ct);
    return e ?? {};
  },
  getResetStyles: (e, t) => {
    var n;
    const r = Bb(e);
    return [r, {
      "&": r
    }, av((n = t?.prefix.iconPrefixCls) !== null && n !== void 0 ? n : fc)];
  },
  getCommonStyle: Db,
  getCompUnitless: () => rv
});
function $i(e, t) {
  return Nr.reduce((n, r) => {
    const o = e[`${r}1`], a = e[`${r}3`], i = e[`${r}6`], s = e[`${r}7`];
    return Object.assign(Object.assign({}, n), t(r, {
      lightColor: o,
      lightBorderColor: a,
      darkColor: i,
      textColor: s
    }));
  }, {});
}
const Hb = (e, t) => {
  const [n, r] = vn();
  return os({
    token: r,
    hashId: "",
    path: ["ant-design-icons", e],
    nonce: () => t?.nonce,
    layer: {
      name: "antd"
    }
  }, () => av(e));
}, Vb = Object.assign({}, l), {
  useId: Au
} = Vb, Wb = () => "", Gb = typeof Au > "u" ? Wb : Au;
function kb(e, t, n) {
  var r;
  ua();
  const o = e || {}, a = o.inherit === !1 || !t ? Object.assign(Object.assign({}, ea), {
    hashed: (r = t?.hashed) !== null && r !== void 0 ? r : ea.hashed,
    cssVar: t?.cssVar
  }) : t, i = Gb();
  return sa(() => {
    var s, c;
    if (!e)
      return t;
    const u = Object.assign({}, a.components);
    Object.keys(e.components || {}).forEach((m) => {
      u[m] = Object.assign(Object.assign({}, u[m]), e.components[m]);
    });
    const d = `css-var-${i.replace(/:/g, "")}`, f = ((s = o.cssVar) !== null && s !== void 0 ? s : a.cssVar) && Object.assign(Object.assign(Object.assign({
      prefix: n?.prefixCls
    }, typeof a.cssVar == "object" ? a.cssVar : {}), typeof o.cssVar == "object" ? o.cssVar : {}), {
      key: typeof o.cssVar == "object" && ((c = o.cssVar) === null || c === void 0 ? void 0 : c.key) || d
    });
    return Object.assign(Object.assign(Object.assign({}, a), o), {
      token: Object.assign(Object.assign({}, a.token), o.token),
      components: u,
      cssVar: f
    });
  }, [o, a], (s, c) => s.some((u, d) => {
    const f = c[d];
    return !Qo(u, f, !0);
  }));
}
var Ub = ["children"], lv = /* @__PURE__ */ l.createContext({});
function qb(e) {
  var t = e.children, n = at(e, Ub);
  return /* @__PURE__ */ l.createElement(lv.Provider, {
    value: n
  }, t);
}
var Kb = /* @__PURE__ */ (function(e) {
  tr(n, e);
  var t = ar(n);
  function n() {
    return Kt(this, n), t.apply(this, arguments);
  }
  return Xt(n, [{
    key: "render",
    value: function() {
      return this.props.children;
    }
  }]), n;
})(l.Component);
function Xb(e) {
  var t = l.useReducer(function(s) {
    return s + 1;
  }, 0), n = k(t, 2), r = n[1], o = l.useRef(e), a = Zt(function() {
    return o.current;
  }), i = Zt(function(s) {
    o.current = typeof s == "function" ? s(o.current) : s, r();
  });
  return [a, i];
}
var fr = "none", Ea = "appear", Oa = "enter", Ia = "leave", Lu = "none", Bn = "prepare", Qr = "start", Jr = "active", vc = "end", sv = "prepared";
function Bu(e, t) {
  var n = {};
  return n[e.toLowerCase()] = t.toLowerCase(), n["Webkit".concat(e)] = "webkit".concat(t), n["Moz".concat(e)] = "moz".concat(t), n["ms".concat(e)] = "MS".concat(t), n["O".concat(e)] = "o".concat(t.toLowerCase()), n;
}
function Yb(e, t) {
  var n = {
    animationend: Bu("Animation", "AnimationEnd"),
    transitionend: Bu("Transition", "TransitionEnd")
  };
  return e && ("AnimationEvent" in t || delete n.animationend.animation, "TransitionEvent" in t || delete n.transitionend.transition), n;
}
var Zb = Yb(sn(), typeof window < "u" ? window : {}), cv = {};
if (sn()) {
  var Qb = document.createElement("div");
  cv = Qb.style;
}
var Pa = {};
function uv(e) {
  if (Pa[e])
    return Pa[e];
  var t = Zb[e];
  if (t)
    for (var n = Object.keys(t), r = n.length, o = 0; o < r; o += 1) {
      var a = n[o];
      if (Object.prototype.hasOwnProperty.call(t, a) && a in cv)
        return Pa[e] = t[a], Pa[e];
    }
  return "";
}
var dv = uv("animationend"), fv = uv("transitionend"), mv = !!(dv && fv), Du = dv || "animationend", Fu = fv || "transitionend";
function Hu(e, t) {
  if (!e) return null;
  if (Be(e) === "object") {
    var n = t.replace(/-\w/g, function(r) {
      return r[1].toUpperCase();
    });
    return e[n];
  }
  return "".concat(e, "-").concat(t);
}
const Jb = (function(e) {
  var t = we();
  function n(o) {
    o && (o.removeEventListener(Fu, e), o.removeEventListener(Du, e));
  }
  function r(o) {
    t.current && t.current !== o && n(t.current), o && o !== t.current && (o.addEventListener(Fu, e), o.addEventListener(Du, e), t.current = o);
  }
  return l.useEffect(function() {
    return function() {
      n(t.current);
    };
  }, []), [r, n];
});
var vv = sn() ? _p : Mt;
const ey = (function() {
  var e = l.useRef(null);
  function t() {
    _t.cancel(e.current);
  }
  function n(r) {
    var o = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : 2;
    t();
    var a = _t(function() {
      o <= 1 ? r({
        isCanceled: function() {
          return a !== e.current;
        }
      }) : n(r, o - 1);
    });
    e.current = a;
  }
  return l.useEffect(function() {
    return function() {
      t();
    };
  }, []), [n, t];
});
var ty = [Bn, Qr, Jr, vc], ny = [Bn, sv], gv = !1, ry = !0;
function pv(e) {
  return e === Jr || e === vc;
}
const oy = (function(e, t, n) {
  var r = ho(Lu), o = k(r, 2), a = o[0], i = o[1], s = ey(), c = k(s, 2), u = c[0], d = c[1];
  function f() {
    i(Bn, !0);
  }
  var m = t ? ny : ty;
  return vv(function() {
    if (a !== Lu && a !== vc) {
      var g = m.indexOf(a), p = m[g + 1], h = n(a);
      h === gv ? i(p, !0) : p && u(function(v) {
        function y() {
          v.isCanceled() || i(p, !0);
        }
        h === !0 ? y() : Promise.resolve(h).then(y);
      });
    }
  }, [e, a]), l.useEffect(function() {
    return function() {
      d();
    };
  }, []), [f, a];
});
function ay(e, t, n, r) {
  var o = r.motionEnter, a = o === void 0 ? !0 : o, i = r.motionAppear, s = i === void 0 ? !0 : i, c = r.motionLeave, u = c === void 0 ? !0 : c, d = r.motionDeadline, f = r.motionLeaveImmediately, m = r.onAppearPrepare, g = r.onEnterPrepare, p = r.onLeavePrepare, h = r.onAppearStart, v = r.onEnterStart, y = r.onLeaveStart, b = r.onAppearActive, S = r.onEnterActive, x = r.onLeaveActive, $ = r.onAppearEnd, C = r.onEnterEnd, E = r.onLeaveEnd, w = r.onVisibleChanged, O = ho(), I = k(O, 2), M = I[0], P = I[1], R = Xb(fr), T = k(R, 2), L = T[0], _ = T[1], z = ho(null), A = k(z, 2), W = A[0], B = A[1], G = L(), F = we(!1), X = we(null);
  function Z() {
    return n();
  }
  var U = we(!1);
  function q() {
    _(fr), B(null, !0);
  }
  var ne = Zt(function(fe) {
    var ve = L();
    if (ve !== fr) {
      var ye = Z();
      if (!(fe && !fe.deadline && fe.target !== ye)) {
        var me = U.current, Fe;
        ve === Ea && me ? Fe = $?.(ye, fe) : ve === Oa && me ? Fe = C?.(ye, fe) : ve === Ia && me && (Fe = E?.(ye, fe)), me && Fe !== !1 && q();
      }
    }
  }), le = Jb(ne), re = k(le, 1), ce = re[0], J = function(ve) {
    switch (ve) {
      case Ea:
        return N(N(N({}, Bn, m), Qr, h), Jr, b);
      case Oa:
        return N(N(N({}, Bn, g), Qr, v), Jr, S);
      case Ia:
        return N(N(N({}, Bn, p), Qr, y), Jr, x);
      default:
        return {};
    }
  }, Y = l.useMemo(function() {
    return J(G);
  }, [G]), te = oy(G, !e, function(fe) {
    if (fe === Bn) {
      var ve = Y[Bn];
      return ve ? ve(Z()) : gv;
    }
    if (K in Y) {
      var ye;
      B(((ye = Y[K]) === null || ye === void 0 ? void 0 : ye.call(Y, Z(), null)) || null);
    }
    return K === Jr && G !== fr && (ce(Z()), d > 0 && (clearTimeout(X.current), X.current = setTimeout(function() {
      ne({
        deadline: !0
      });
    }, d))), K === sv && q(), ry;
  }), ee = k(te, 2), Q = ee[0], K = ee[1], ae = pv(K);
  U.current = ae;
  var oe = we(null);
  vv(function() {
    if (!(F.current && oe.current === t)) {
      P(t);
      var fe = F.current;
      F.current = !0;
      var ve;
      !fe && t && s && (ve = Ea), fe && t && a && (ve = Oa), (fe && !t && u || !fe && f && !t && u) && (ve = Ia);
      var ye = J(ve);
      ve && (e || ye[Bn]) ? (_(ve), Q()) : _(fr), oe.current = t;
    }
  }, [t]), Mt(function() {
    // Cancel appear
    (G === Ea && !s || // Cancel enter
    G === Oa && !a || // Cancel leave
    G === Ia && !u) && _(fr);
  }, [s, a, u]), Mt(function() {
    return function() {
      F.current = !1, clearTimeout(X.current);
    };
  }, []);
  var ue = l.useRef(!1);
  Mt(function() {
    M && (ue.current = !0), M !== void 0 && G === fr && ((ue.current || M) && w?.(M), ue.current = !0);
  }, [M, G]);
  var de = W;
  return Y[Bn] && K === Qr && (de = j({
    transition: "none"
  }, de)), [G, K, de, M ?? t];
}
function iy(e) {
  var t = e;
  Be(e) === "object" && (t = e.transitionSupport);
  function n(o, a) {
    return !!(o.motionName && t && a !== !1);
  }
  var r = /* @__PURE__ */ l.forwardRef(function(o, a) {
    var i = o.visible, s = i === void 0 ? !0 : i, c = o.removeOnLeave, u = c === void 0 ? !0 : c, d = o.forceRender, f = o.children, m = o.motionName, g = o.leavedClassName, p = o.eventProps, h = l.useContext(lv), v = h.motion, y = n(o, v), b = we(), S = we();
    function x() {
      try {
        return b.current instanceof HTMLElement ? b.current : La(S.current);
      } catch {
        return null;
      }
    }
    var $ = ay(y, s, x, o), C = k($, 4), E = C[0], w = C[1], O = C[2], I = C[3], M = l.useRef(I);
    I && (M.current = !0);
    var P = l.useCallback(function(A) {
      b.current = A, ec(a, A);
    }, [a]), R, T = j(j({}, p), {}, {
      visible: s
    });
    if (!f)
      R = null;
    else if (E === fr)
      I ? R = f(j({}, T), P) : !u && M.current && g ? R = f(j(j({}, T), {}, {
        className: g
      }), P) : d || !u && !g ? R = f(j(j({}, T), {}, {
        style: {
          display: "none"
        }
      }), P) : R = null;
    else {
      var L;
      w === Bn ? L = "prepare" : pv(w) ? L = "active" : w === Qr && (L = "start");
      var _ = Hu(m, "".concat(E, "-").concat(L));
      R = f(j(j({}, T), {}, {
        className: V(Hu(m, E), N(N({}, _, _ && L), m, typeof m == "string")),
        style: O
      }), P);
    }
    if (/* @__PURE__ */ l.isValidElement(R) && zr(R)) {
      var z = Co(R);
      z || (R = /* @__PURE__ */ l.cloneElement(R, {
        ref: P
      }));
    }
    return /* @__PURE__ */ l.createElement(Kb, {
      ref: S
    }, R);
  });
  return r.displayName = "CSSMotion", r;
}
const kn = iy(mv);
var hs = "add", bs = "keep", ys = "remove", ul = "removed";
function ly(e) {
  var t;
  return e && Be(e) === "object" && "key" in e ? t = e : t = {
    key: e
  }, j(j({}, t), {}, {
    key: String(t.key)
  });
}
function Ss() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : [];
  return e.map(ly);
}
function sy() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : [], t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : [], n = [], r = 0, o = t.length, a = Ss(e), i = Ss(t);
  a.forEach(function(u) {
    for (var d = !1, f = r; f < o; f += 1) {
      var m = i[f];
      if (m.key === u.key) {
        r < f && (n = n.concat(i.slice(r, f).map(function(g) {
          return j(j({}, g), {}, {
            status: hs
          });
        })), r = f), n.push(j(j({}, m), {}, {
          status: bs
        })), r += 1, d = !0;
        break;
      }
    }
    d || n.push(j(j({}, u), {}, {
      status: ys
    }));
  }), r < o && (n = n.concat(i.slice(r).map(function(u) {
    return j(j({}, u), {}, {
      status: hs
    });
  })));
  var s = {};
  n.forEach(function(u) {
    var d = u.key;
    s[d] = (s[d] || 0) + 1;
  });
  var c = Object.keys(s).filter(function(u) {
    return s[u] > 1;
  });
  return c.forEach(function(u) {
    n = n.filter(function(d) {
      var f = d.key, m = d.status;
      return f !== u || m !== ys;
    }), n.forEach(function(d) {
      d.key === u && (d.status = bs);
    });
  }), n;
}
var cy = ["component", "children", "onVisibleChanged", "onAllRemoved"], uy = ["status"], dy = ["eventProps", "visible", "children", "motionName", "motionAppear", "motionEnter", "motionLeave", "motionLeaveImmediately", "motionDeadline", "removeOnLeave", "leavedClassName", "onAppearPrepare", "onAppearStart", "onAppearActive", "onAppearEnd", "onEnterStart", "onEnterActive", "onEnterEnd", "onLeaveStart", "onLeaveActive", "onLeaveEnd"];
function fy(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : kn, n = /* @__PURE__ */ (function(r) {
    tr(a, r);
    var o = ar(a);
    function a() {
      var i;
      Kt(this, a);
      for (var s = arguments.length, c = new Array(s), u = 0; u < s; u++)
        c[u] = arguments[u];
      return i = o.call.apply(o, [this].concat(c)), N(mt(i), "state", {
        keyEntities: []
      }), N(mt(i), "removeKey", function(d) {
        i.setState(function(f) {
          var m = f.keyEntities.map(function(g) {
            return g.key !== d ? g : j(j({}, g), {}, {
              status: ul
            });
          });
          return {
            keyEntities: m
          };
        }, function() {
          var f = i.state.keyEntities, m = f.filter(function(g) {
            var p = g.status;
            return p !== ul;
          }).length;
          m === 0 && i.props.onAllRemoved && i.props.onAllRemoved();
        });
      }), i;
    }
    return Xt(a, [{
      key: "render",
      value: function() {
        var s = this, c = this.state.keyEntities, u = this.props, d = u.component, f = u.children, m = u.onVisibleChanged;
        u.onAllRemoved;
        var g = at(u, cy), p = d || l.Fragment, h = {};
        return dy.forEach(function(v) {
          h[v] = g[v], delete g[v];
        }), delete g.keys, /* @__PURE__ */ l.createElement(p, g, c.map(function(v, y) {
          var b = v.status, S = at(v, uy), x = b === hs || b === bs;
          return /* @__PURE__ */ l.createElement(t, pe({}, h, {
            key: S.key,
            visible: x,
            eventProps: S,
            onVisibleChanged: function(C) {
              m?.(C, {
                key: S.key
              }), C || s.removeKey(S.key);
            }
          }), function($, C) {
            return f(j(j({}, $), {}, {
              index: y
            }), C);
          });
        }));
      }
    }], [{
      key: "getDerivedStateFromProps",
      value: function(s, c) {
        var u = s.keys, d = c.keyEntities, f = Ss(u), m = sy(d, f);
        return {
          keyEntities: m.filter(function(g) {
            var p = d.find(function(h) {
              var v = h.key;
              return g.key === v;
            });
            return !(p && p.status === ul && g.status === ys);
          })
        };
      }
    }]), a;
  })(l.Component);
  return N(n, "defaultProps", {
    component: "div"
  }), n;
}
const my = fy(mv), Vu = /* @__PURE__ */ l.createContext(!0);
function vy(e) {
  const t = l.useContext(Vu), {
    children: n
  } = e, [, r] = vn(), {
    motion: o
  } = r, a = l.useRef(!1);
  return a.current || (a.current = t !== o), a.current ? /* @__PURE__ */ l.createElement(Vu.Provider, {
    value: o
  }, /* @__PURE__ */ l.createElement(qb, {
    motion: o
  }, n)) : n;
}
const gy = () => null;
var py = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const hy = ["getTargetContainer", "getPopupContainer", "renderEmpty", "input", "pagination", "form", "select", "button"];
let hv;
function by() {
  return hv || ni;
}
function yy(e) {
  return Object.keys(e).some((t) => t.endsWith("Color"));
}
const Sy = (e) => {
  const {
    prefixCls: t,
    iconPrefixCls: n,
    theme: r,
    holderRender: o
  } = e;
  t !== void 0 && (hv = t), r && yy(r) && yb(by(), r);
}, Cy = (e) => {
  const {
    children: t,
    csp: n,
    autoInsertSpaceInButton: r,
    alert: o,
    anchor: a,
    form: i,
    locale: s,
    componentSize: c,
    direction: u,
    space: d,
    splitter: f,
    virtual: m,
    dropdownMatchSelectWidth: g,
    popupMatchSelectWidth: p,
    popupOverflow: h,
    legacyLocale: v,
    parentContext: y,
    iconPrefixCls: b,
    theme: S,
    componentDisabled: x,
    segmented: $,
    statistic: C,
    spin: E,
    calendar: w,
    carousel: O,
    cascader: I,
    collapse: M,
    typography: P,
    checkbox: R,
    descriptions: T,
    divider: L,
    drawer: _,
    skeleton: z,
    steps: A,
    image: W,
    layout: B,
    list: G,
    mentions: F,
    modal: X,
    progress: Z,
    result: U,
    slider: q,
    breadcrumb: ne,
    menu: le,
    pagination: re,
    input: ce,
    textArea: J,
    empty: Y,
    badge: te,
    radio: ee,
    rate: Q,
    switch: K,
    transfer: ae,
    avatar: oe,
    message: ue,
    tag: de,
    table: fe,
    card: ve,
    tabs: ye,
    timeline: me,
    timePicker: Fe,
    upload: He,
    notification: Xe,
    tree: qe,
    colorPicker: Pe,
    datePicker: Ue,
    rangePicker: Re,
    flex: Ve,
    wave: Te,
    dropdown: be,
    warning: Ne,
    tour: he,
    tooltip: Ee,
    popover: tt,
    popconfirm: Ke,
    floatButton: pt,
    floatButtonGroup: wt,
    variant: Dt,
    inputNumber: Ft,
    treeSelect: ht
  } = e, it = l.useCallback((je, lt) => {
    const {
      prefixCls: ut
    } = e;
    if (lt)
      return lt;
    const et = ut || y.getPrefixCls("");
    return je ? `${et}-${je}` : et;
  }, [y.getPrefixCls, e.prefixCls]), Ye = b || y.iconPrefixCls || fc, bt = n || y.csp;
  Hb(Ye, bt);
  const vt = kb(S, y.theme, {
    prefixCls: it("")
  }), Ae = {
    csp: bt,
    autoInsertSpaceInButton: r,
    alert: o,
    anchor: a,
    locale: s || v,
    direction: u,
    space: d,
    splitter: f,
    virtual: m,
    popupMatchSelectWidth: p ?? g,
    popupOverflow: h,
    getPrefixCls: it,
    iconPrefixCls: Ye,
    theme: vt,
    segmented: $,
    statistic: C,
    spin: E,
    calendar: w,
    carousel: O,
    cascader: I,
    collapse: M,
    typography: P,
    checkbox: R,
    descriptions: T,
    divider: L,
    drawer: _,
    skeleton: z,
    steps: A,
    image: W,
    input: ce,
    textArea: J,
    layout: B,
    list: G,
    mentions: F,
    modal: X,
    progress: Z,
    result: U,
    slider: q,
    breadcrumb: ne,
    menu: le,
    pagination: re,
    empty: Y,
    badge: te,
    radio: ee,
    rate: Q,
    switch: K,
    transfer: ae,
    avatar: oe,
    message: ue,
    tag: de,
    table: fe,
    card: ve,
    tabs: ye,
    timeline: me,
    timePicker: Fe,
    upload: He,
    notification: Xe,
    tree: qe,
    colorPicker: Pe,
    datePicker: Ue,
    rangePicker: Re,
    flex: Ve,
    wave: Te,
    dropdown: be,
    warning: Ne,
    tour: he,
    tooltip: Ee,
    popover: tt,
    popconfirm: Ke,
    floatButton: pt,
    floatButtonGroup: wt,
    variant: Dt,
    inputNumber: Ft,
    treeSelect: ht
  }, Ze = Object.assign({}, y);
  Object.keys(Ae).forEach((je) => {
    Ae[je] !== void 0 && (Ze[je] = Ae[je]);
  }), hy.forEach((je) => {
    const lt = e[je];
    lt && (Ze[je] = lt);
  }), typeof r < "u" && (Ze.button = Object.assign({
    autoInsertSpace: r
  }, Ze.button));
  const We = sa(() => Ze, Ze, (je, lt) => {
    const ut = Object.keys(je), et = Object.keys(lt);
    return ut.length !== et.length || ut.some((dt) => je[dt] !== lt[dt]);
  }), {
    layer: ge
  } = l.useContext(ca), ie = l.useMemo(() => ({
    prefixCls: Ye,
    csp: bt,
    layer: ge ? "antd" : void 0
  }), [Ye, bt, ge]);
  let se = /* @__PURE__ */ l.createElement(l.Fragment, null, /* @__PURE__ */ l.createElement(gy, {
    dropdownMatchSelectWidth: g
  }), t);
  const Ce = l.useMemo(() => {
    var je, lt, ut, et;
    return Zr(((je = br.Form) === null || je === void 0 ? void 0 : je.defaultValidateMessages) || {}, ((ut = (lt = We.locale) === null || lt === void 0 ? void 0 : lt.Form) === null || ut === void 0 ? void 0 : ut.defaultValidateMessages) || {}, ((et = We.form) === null || et === void 0 ? void 0 : et.validateMessages) || {}, i?.validateMessages || {});
  }, [We, i?.validateMessages]);
  Object.keys(Ce).length > 0 && (se = /* @__PURE__ */ l.createElement(Q0.Provider, {
    value: Ce
  }, se)), s && (se = /* @__PURE__ */ l.createElement(ob, {
    locale: s,
    _ANT_MARK__: rb
  }, se)), se = /* @__PURE__ */ l.createElement(lc.Provider, {
    value: ie
  }, se), c && (se = /* @__PURE__ */ l.createElement(Sb, {
    size: c
  }, se)), se = /* @__PURE__ */ l.createElement(vy, null, se);
  const _e = l.useMemo(() => {
    const je = vt || {}, {
      algorithm: lt,
      token: ut,
      components: et,
      cssVar: dt
    } = je, zt = py(je, ["algorithm", "token", "components", "cssVar"]), jt = lt && (!Array.isArray(lt) || lt.length > 0) ? Qa(lt) : uc, At = {};
    Object.entries(et || {}).forEach(([yt, Ot]) => {
      const Se = Object.assign({}, Ot);
      "algorithm" in Se && (Se.algorithm === !0 ? Se.theme = jt : (Array.isArray(Se.algorithm) || typeof Se.algorithm == "function") && (Se.theme = Qa(Se.algorithm)), delete Se.algorithm), At[yt] = Se;
    });
    const Gt = Object.assign(Object.assign({}, vo), ut);
    return Object.assign(Object.assign({}, zt), {
      theme: jt,
      token: Gt,
      components: At,
      override: Object.assign({
        override: Gt
      }, At),
      cssVar: dt
    });
  }, [vt]);
  return S && (se = /* @__PURE__ */ l.createElement(dc.Provider, {
    value: _e
  }, se)), We.warning && (se = /* @__PURE__ */ l.createElement(Z0.Provider, {
    value: We.warning
  }, se)), x !== void 0 && (se = /* @__PURE__ */ l.createElement(Jm, {
    disabled: x
  }, se)), /* @__PURE__ */ l.createElement(ct.Provider, {
    value: We
  }, se);
}, Cr = (e) => {
  const t = l.useContext(ct), n = l.useContext(sc);
  return /* @__PURE__ */ l.createElement(Cy, Object.assign({
    parentContext: t,
    legacyLocale: n
  }, e));
};
Cr.ConfigContext = ct;
Cr.SizeContext = po;
Cr.config = Sy;
Cr.useConfig = Cb;
Object.defineProperty(Cr, "SizeContext", {
  get: () => po
});
var $y = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M512 64C264.6 64 64 264.6 64 512s200.6 448 448 448 448-200.6 448-448S759.4 64 512 64zm193.5 301.7l-210.6 292a31.8 31.8 0 01-51.7 0L318.5 484.9c-3.8-5.3 0-12.7 6.5-12.7h46.9c10.2 0 19.9 4.9 25.9 13.3l71.2 98.8 157.2-218c6-8.3 15.6-13.3 25.9-13.3H699c6.5 0 10.3 7.4 6.5 12.7z" } }] }, name: "check-circle", theme: "filled" };
function bv(e) {
  var t;
  return e == null || (t = e.getRootNode) === null || t === void 0 ? void 0 : t.call(e);
}
function xy(e) {
  return bv(e) instanceof ShadowRoot;
}
function ri(e) {
  return xy(e) ? bv(e) : null;
}
function wy(e) {
  return e.replace(/-(.)/g, function(t, n) {
    return n.toUpperCase();
  });
}
function Ey(e, t) {
  fn(e, "[@ant-design/icons] ".concat(t));
}
function Wu(e) {
  return Be(e) === "object" && typeof e.name == "string" && typeof e.theme == "string" && (Be(e.icon) === "object" || typeof e.icon == "function");
}
function Gu() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : {};
  return Object.keys(e).reduce(function(t, n) {
    var r = e[n];
    return n === "class" ? (t.className = r, delete t.class) : (delete t[n], t[wy(n)] = r), t;
  }, {});
}
function Cs(e, t, n) {
  return n ? /* @__PURE__ */ D.createElement(e.tag, j(j({
    key: t
  }, Gu(e.attrs)), n), (e.children || []).map(function(r, o) {
    return Cs(r, "".concat(t, "-").concat(e.tag, "-").concat(o));
  })) : /* @__PURE__ */ D.createElement(e.tag, j({
    key: t
  }, Gu(e.attrs)), (e.children || []).map(function(r, o) {
    return Cs(r, "".concat(t, "-").concat(e.tag, "-").concat(o));
  }));
}
function yv(e) {
  return Tr(e)[0];
}
function Sv(e) {
  return e ? Array.isArray(e) ? e : [e] : [];
}
var Oy = `
.anticon {
  display: inline-flex;
  align-items: center;
  color: inherit;
  font-style: normal;
  line-height: 0;
  text-align: center;
  text-transform: none;
  vertical-align: -0.125em;
  text-rendering: optimizeLegibility;
  -webkit-font-smoothing: antialiased;
  -moz-osx-font-smoothing: grayscale;
}

.anticon > * {
  line-height: 1;
}

.anticon svg {
  display: inline-block;
}

.anticon::before {
  display: none;
}

.anticon .anticon-icon {
  display: block;
}

.anticon[tabindex] {
  cursor: pointer;
}

.anticon-spin::before,
.anticon-spin {
  display: inline-block;
  -webkit-animation: loadingCircle 1s infinite linear;
  animation: loadingCircle 1s infinite linear;
}

@-webkit-keyframes loadingCircle {
  100% {
    -webkit-transform: rotate(360deg);
    transform: rotate(360deg);
  }
}

@keyframes loadingCircle {
  100% {
    -webkit-transform: rotate(360deg);
    transform: rotate(360deg);
  }
}
`, Iy = function(t) {
  var n = Wt(lc), r = n.csp, o = n.prefixCls, a = n.layer, i = Oy;
  o && (i = i.replace(/anticon/g, o)), a && (i = "@layer ".concat(a, ` {
`).concat(i, `
}`)), Mt(function() {
    var s = t.current, c = ri(s);
    rr(i, "@ant-design-icons", {
      prepend: !a,
      csp: r,
      attachTo: c
    });
  }, []);
}, Py = ["icon", "className", "onClick", "style", "primaryColor", "secondaryColor"], ko = {
  primaryColor: "#333",
  secondaryColor: "#E6E6E6",
  calculated: !1
};
function Ry(e) {
  var t = e.primaryColor, n = e.secondaryColor;
  ko.primaryColor = t, ko.secondaryColor = n || yv(t), ko.calculated = !!n;
}
function My() {
  return j({}, ko);
}
var xo = function(t) {
  var n = t.icon, r = t.className, o = t.onClick, a = t.style, i = t.primaryColor, s = t.secondaryColor, c = at(t, Py), u = l.useRef(), d = ko;
  if (i && (d = {
    primaryColor: i,
    secondaryColor: s || yv(i)
  }), Iy(u), Ey(Wu(n), "icon should be icon definiton, but got ".concat(n)), !Wu(n))
    return null;
  var f = n;
  return f && typeof f.icon == "function" && (f = j(j({}, f), {}, {
    icon: f.icon(d.primaryColor, d.secondaryColor)
  })), Cs(f.icon, "svg-".concat(f.name), j(j({
    className: r,
    onClick: o,
    style: a,
    "data-icon": f.name,
    width: "1em",
    height: "1em",
    fill: "currentColor",
    "aria-hidden": "true"
  }, c), {}, {
    ref: u
  }));
};
xo.displayName = "IconReact";
xo.getTwoToneColors = My;
xo.setTwoToneColors = Ry;
function Cv(e) {
  var t = Sv(e), n = k(t, 2), r = n[0], o = n[1];
  return xo.setTwoToneColors({
    primaryColor: r,
    secondaryColor: o
  });
}
function Ty() {
  var e = xo.getTwoToneColors();
  return e.calculated ? [e.primaryColor, e.secondaryColor] : e.primaryColor;
}
var Ny = ["className", "icon", "spin", "rotate", "tabIndex", "onClick", "twoToneColor"];
Cv(ti.primary);
var Bt = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.className, r = e.icon, o = e.spin, a = e.rotate, i = e.tabIndex, s = e.onClick, c = e.twoToneColor, u = at(e, Ny), d = l.useContext(lc), f = d.prefixCls, m = f === void 0 ? "anticon" : f, g = d.rootClassName, p = V(g, m, N(N({}, "".concat(m, "-").concat(r.name), !!r.name), "".concat(m, "-spin"), !!o || r.name === "loading"), n), h = i;
  h === void 0 && s && (h = -1);
  var v = a ? {
    msTransform: "rotate(".concat(a, "deg)"),
    transform: "rotate(".concat(a, "deg)")
  } : void 0, y = Sv(c), b = k(y, 2), S = b[0], x = b[1];
  return /* @__PURE__ */ l.createElement("span", pe({
    role: "img",
    "aria-label": r.name
  }, u, {
    ref: t,
    tabIndex: h,
    onClick: s,
    className: p
  }), /* @__PURE__ */ l.createElement(xo, {
    icon: r,
    primaryColor: S,
    secondaryColor: x,
    style: v
  }));
});
Bt.displayName = "AntdIcon";
Bt.getTwoToneColor = Ty;
Bt.setTwoToneColor = Cv;
var _y = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: $y
  }));
}, wo = /* @__PURE__ */ l.forwardRef(_y), jy = { icon: { tag: "svg", attrs: { "fill-rule": "evenodd", viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M512 64c247.4 0 448 200.6 448 448S759.4 960 512 960 64 759.4 64 512 264.6 64 512 64zm127.98 274.82h-.04l-.08.06L512 466.75 384.14 338.88c-.04-.05-.06-.06-.08-.06a.12.12 0 00-.07 0c-.03 0-.05.01-.09.05l-45.02 45.02a.2.2 0 00-.05.09.12.12 0 000 .07v.02a.27.27 0 00.06.06L466.75 512 338.88 639.86c-.05.04-.06.06-.06.08a.12.12 0 000 .07c0 .03.01.05.05.09l45.02 45.02a.2.2 0 00.09.05.12.12 0 00.07 0c.02 0 .04-.01.08-.05L512 557.25l127.86 127.87c.04.04.06.05.08.05a.12.12 0 00.07 0c.03 0 .05-.01.09-.05l45.02-45.02a.2.2 0 00.05-.09.12.12 0 000-.07v-.02a.27.27 0 00-.05-.06L557.25 512l127.87-127.86c.04-.04.05-.06.05-.08a.12.12 0 000-.07c0-.03-.01-.05-.05-.09l-45.02-45.02a.2.2 0 00-.09-.05.12.12 0 00-.07 0z" } }] }, name: "close-circle", theme: "filled" }, zy = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: jy
  }));
}, $r = /* @__PURE__ */ l.forwardRef(zy), Ay = { icon: { tag: "svg", attrs: { "fill-rule": "evenodd", viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M799.86 166.31c.02 0 .04.02.08.06l57.69 57.7c.04.03.05.05.06.08a.12.12 0 010 .06c0 .03-.02.05-.06.09L569.93 512l287.7 287.7c.04.04.05.06.06.09a.12.12 0 010 .07c0 .02-.02.04-.06.08l-57.7 57.69c-.03.04-.05.05-.07.06a.12.12 0 01-.07 0c-.03 0-.05-.02-.09-.06L512 569.93l-287.7 287.7c-.04.04-.06.05-.09.06a.12.12 0 01-.07 0c-.02 0-.04-.02-.08-.06l-57.69-57.7c-.04-.03-.05-.05-.06-.07a.12.12 0 010-.07c0-.03.02-.05.06-.09L454.07 512l-287.7-287.7c-.04-.04-.05-.06-.06-.09a.12.12 0 010-.07c0-.02.02-.04.06-.08l57.7-57.69c.03-.04.05-.05.07-.06a.12.12 0 01.07 0c.03 0 .05.02.09.06L512 454.07l287.7-287.7c.04-.04.06-.05.09-.06a.12.12 0 01.07 0z" } }] }, name: "close", theme: "outlined" }, Ly = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: Ay
  }));
}, lr = /* @__PURE__ */ l.forwardRef(Ly), By = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M512 64C264.6 64 64 264.6 64 512s200.6 448 448 448 448-200.6 448-448S759.4 64 512 64zm-32 232c0-4.4 3.6-8 8-8h48c4.4 0 8 3.6 8 8v272c0 4.4-3.6 8-8 8h-48c-4.4 0-8-3.6-8-8V296zm32 440a48.01 48.01 0 010-96 48.01 48.01 0 010 96z" } }] }, name: "exclamation-circle", theme: "filled" }, Dy = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: By
  }));
}, xi = /* @__PURE__ */ l.forwardRef(Dy), Fy = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M512 64C264.6 64 64 264.6 64 512s200.6 448 448 448 448-200.6 448-448S759.4 64 512 64zm32 664c0 4.4-3.6 8-8 8h-48c-4.4 0-8-3.6-8-8V456c0-4.4 3.6-8 8-8h48c4.4 0 8 3.6 8 8v272zm-32-344a48.01 48.01 0 010-96 48.01 48.01 0 010 96z" } }] }, name: "info-circle", theme: "filled" }, Hy = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: Fy
  }));
}, wi = /* @__PURE__ */ l.forwardRef(Hy), Vy = `accept acceptCharset accessKey action allowFullScreen allowTransparency
    alt async autoComplete autoFocus autoPlay capture cellPadding cellSpacing challenge
    charSet checked classID className colSpan cols content contentEditable contextMenu
    controls coords crossOrigin data dateTime default defer dir disabled download draggable
    encType form formAction formEncType formMethod formNoValidate formTarget frameBorder
    headers height hidden high href hrefLang htmlFor httpEquiv icon id inputMode integrity
    is keyParams keyType kind label lang list loop low manifest marginHeight marginWidth max maxLength media
    mediaGroup method min minLength multiple muted name noValidate nonce open
    optimum pattern placeholder poster preload radioGroup readOnly rel required
    reversed role rowSpan rows sandbox scope scoped scrolling seamless selected
    shape size sizes span spellCheck src srcDoc srcLang srcSet start step style
    summary tabIndex target title type useMap value width wmode wrap`, Wy = `onCopy onCut onPaste onCompositionEnd onCompositionStart onCompositionUpdate onKeyDown
    onKeyPress onKeyUp onFocus onBlur onChange onInput onSubmit onClick onContextMenu onDoubleClick
    onDrag onDragEnd onDragEnter onDragExit onDragLeave onDragOver onDragStart onDrop onMouseDown
    onMouseEnter onMouseLeave onMouseMove onMouseOut onMouseOver onMouseUp onSelect onTouchCancel
    onTouchEnd onTouchMove onTouchStart onScroll onWheel onAbort onCanPlay onCanPlayThrough
    onDurationChange onEmptied onEncrypted onEnded onError onLoadedData onLoadedMetadata
    onLoadStart onPause onPlay onPlaying onProgress onRateChange onSeeked onSeeking onStalled onSuspend onTimeUpdate onVolumeChange onWaiting onLoad onError`, Gy = "".concat(Vy, " ").concat(Wy).split(/[\s\n]+/), ky = "aria-", Uy = "data-";
function ku(e, t) {
  return e.indexOf(t) === 0;
}
function Jn(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1, n;
  t === !1 ? n = {
    aria: !0,
    data: !0,
    attr: !0
  } : t === !0 ? n = {
    aria: !0
  } : n = j({}, t);
  var r = {};
  return Object.keys(e).forEach(function(o) {
    // Aria
    (n.aria && (o === "role" || ku(o, ky)) || // Data
    n.data && ku(o, Uy) || // Attr
    n.attr && Gy.includes(o)) && (r[o] = e[o]);
  }), r;
}
function $v(e) {
  return e && /* @__PURE__ */ D.isValidElement(e) && e.type === D.Fragment;
}
const gc = (e, t, n) => /* @__PURE__ */ D.isValidElement(e) ? /* @__PURE__ */ D.cloneElement(e, typeof n == "function" ? n(e.props || {}) : n) : t;
function xr(e, t) {
  return gc(e, e, t);
}
const Ra = (e, t, n, r, o) => ({
  background: e,
  border: `${H(r.lineWidth)} ${r.lineType} ${t}`,
  [`${o}-icon`]: {
    color: n
  }
}), qy = (e) => {
  const {
    componentCls: t,
    motionDurationSlow: n,
    marginXS: r,
    marginSM: o,
    fontSize: a,
    fontSizeLG: i,
    lineHeight: s,
    borderRadiusLG: c,
    motionEaseInOutCirc: u,
    withDescriptionIconSize: d,
    colorText: f,
    colorTextHeading: m,
    withDescriptionPadding: g,
    defaultPadding: p
  } = e;
  return {
    [t]: Object.assign(Object.assign({}, Qt(e)), {
      position: "relative",
      display: "flex",
      alignItems: "center",
      padding: p,
      wordWrap: "break-word",
      borderRadius: c,
      [`&${t}-rtl`]: {
        direction: "rtl"
      },
      [`${t}-content`]: {
        flex: 1,
        minWidth: 0
      },
      [`${t}-icon`]: {
        marginInlineEnd: r,
        lineHeight: 0
      },
      "&-description": {
        display: "none",
        fontSize: a,
        lineHeight: s
      },
      "&-message": {
        color: m
      },
      [`&${t}-motion-leave`]: {
        overflow: "hidden",
        opacity: 1,
        transition: `max-height ${n} ${u}, opacity ${n} ${u},
        padding-top ${n} ${u}, padding-bottom ${n} ${u},
        margin-bottom ${n} ${u}`
      },
      [`&${t}-motion-leave-active`]: {
        maxHeight: 0,
        marginBottom: "0 !important",
        paddingTop: 0,
        paddingBottom: 0,
        opacity: 0
      }
    }),
    [`${t}-with-description`]: {
      alignItems: "flex-start",
      padding: g,
      [`${t}-icon`]: {
        marginInlineEnd: o,
        fontSize: d,
        lineHeight: 0
      },
      [`${t}-message`]: {
        display: "block",
        marginBottom: r,
        color: m,
        fontSize: i
      },
      [`${t}-description`]: {
        display: "block",
        color: f
      }
    },
    [`${t}-banner`]: {
      marginBottom: 0,
      border: "0 !important",
      borderRadius: 0
    }
  };
}, Ky = (e) => {
  const {
    componentCls: t,
    colorSuccess: n,
    colorSuccessBorder: r,
    colorSuccessBg: o,
    colorWarning: a,
    colorWarningBorder: i,
    colorWarningBg: s,
    colorError: c,
    colorErrorBorder: u,
    colorErrorBg: d,
    colorInfo: f,
    colorInfoBorder: m,
    colorInfoBg: g
  } = e;
  return {
    [t]: {
      "&-success": Ra(o, r, n, e, t),
      "&-info": Ra(g, m, f, e, t),
      "&-warning": Ra(s, i, a, e, t),
      "&-error": Object.assign(Object.assign({}, Ra(d, u, c, e, t)), {
        [`${t}-description > pre`]: {
          margin: 0,
          padding: 0
        }
      })
    }
  };
}, Xy = (e) => {
  const {
    componentCls: t,
    iconCls: n,
    motionDurationMid: r,
    marginXS: o,
    fontSizeIcon: a,
    colorIcon: i,
    colorIconHover: s
  } = e;
  return {
    [t]: {
      "&-action": {
        marginInlineStart: o
      },
      [`${t}-close-icon`]: {
        marginInlineStart: o,
        padding: 0,
        overflow: "hidden",
        fontSize: a,
        lineHeight: H(a),
        backgroundColor: "transparent",
        border: "none",
        outline: "none",
        cursor: "pointer",
        [`${n}-close`]: {
          color: i,
          transition: `color ${r}`,
          "&:hover": {
            color: s
          }
        }
      },
      "&-close-text": {
        color: i,
        transition: `color ${r}`,
        "&:hover": {
          color: s
        }
      }
    }
  };
}, Yy = (e) => ({
  withDescriptionIconSize: e.fontSizeHeading3,
  defaultPadding: `${e.paddingContentVerticalSM}px 12px`,
  withDescriptionPadding: `${e.paddingMD}px ${e.paddingContentHorizontalLG}px`
}), Zy = Lt("Alert", (e) => [qy(e), Ky(e), Xy(e)], Yy);
var Uu = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const Qy = {
  success: wo,
  info: wi,
  error: $r,
  warning: xi
}, Jy = (e) => {
  const {
    icon: t,
    prefixCls: n,
    type: r
  } = e, o = Qy[r] || null;
  return t ? gc(t, /* @__PURE__ */ l.createElement("span", {
    className: `${n}-icon`
  }, t), () => ({
    className: V(`${n}-icon`, t.props.className)
  })) : /* @__PURE__ */ l.createElement(o, {
    className: `${n}-icon`
  });
}, eS = (e) => {
  const {
    isClosable: t,
    prefixCls: n,
    closeIcon: r,
    handleClose: o,
    ariaProps: a
  } = e, i = r === !0 || r === void 0 ? /* @__PURE__ */ l.createElement(lr, null) : r;
  return t ? /* @__PURE__ */ l.createElement("button", Object.assign({
    type: "button",
    onClick: o,
    className: `${n}-close-icon`,
    tabIndex: 0
  }, a), i) : null;
}, xv = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    description: n,
    prefixCls: r,
    message: o,
    banner: a,
    className: i,
    rootClassName: s,
    style: c,
    onMouseEnter: u,
    onMouseLeave: d,
    onClick: f,
    afterClose: m,
    showIcon: g,
    closable: p,
    closeText: h,
    closeIcon: v,
    action: y,
    id: b
  } = e, S = Uu(e, ["description", "prefixCls", "message", "banner", "className", "rootClassName", "style", "onMouseEnter", "onMouseLeave", "onClick", "afterClose", "showIcon", "closable", "closeText", "closeIcon", "action", "id"]), [x, $] = l.useState(!1), C = l.useRef(null);
  l.useImperativeHandle(t, () => ({
    nativeElement: C.current
  }));
  const {
    getPrefixCls: E,
    direction: w,
    closable: O,
    closeIcon: I,
    className: M,
    style: P
  } = Gn("alert"), R = E("alert", r), [T, L, _] = Zy(R), z = (U) => {
    var q;
    $(!0), (q = e.onClose) === null || q === void 0 || q.call(e, U);
  }, A = l.useMemo(() => e.type !== void 0 ? e.type : a ? "warning" : "info", [e.type, a]), W = l.useMemo(() => typeof p == "object" && p.closeIcon || h ? !0 : typeof p == "boolean" ? p : v !== !1 && v !== null && v !== void 0 ? !0 : !!O, [h, v, p, O]), B = a && g === void 0 ? !0 : g, G = V(R, `${R}-${A}`, {
    [`${R}-with-description`]: !!n,
    [`${R}-no-icon`]: !B,
    [`${R}-banner`]: !!a,
    [`${R}-rtl`]: w === "rtl"
  }, M, i, s, _, L), F = Jn(S, {
    aria: !0,
    data: !0
  }), X = l.useMemo(() => typeof p == "object" && p.closeIcon ? p.closeIcon : h || (v !== void 0 ? v : typeof O == "object" && O.closeIcon ? O.closeIcon : I), [v, p, O, h, I]), Z = l.useMemo(() => {
    const U = p ?? O;
    if (typeof U == "object") {
      const {
        closeIcon: q
      } = U;
      return Uu(U, ["closeIcon"]);
    }
    return {};
  }, [p, O]);
  return T(/* @__PURE__ */ l.createElement(kn, {
    visible: !x,
    motionName: `${R}-motion`,
    motionAppear: !1,
    motionEnter: !1,
    onLeaveStart: (U) => ({
      maxHeight: U.offsetHeight
    }),
    onLeaveEnd: m
  }, ({
    className: U,
    style: q
  }, ne) => /* @__PURE__ */ l.createElement("div", Object.assign({
    id: b,
    ref: Wn(C, ne),
    "data-show": !x,
    className: V(G, U),
    style: Object.assign(Object.assign(Object.assign({}, P), c), q),
    onMouseEnter: u,
    onMouseLeave: d,
    onClick: f,
    role: "alert"
  }, F), B ? /* @__PURE__ */ l.createElement(Jy, {
    description: n,
    icon: e.icon,
    prefixCls: R,
    type: A
  }) : null, /* @__PURE__ */ l.createElement("div", {
    className: `${R}-content`
  }, o ? /* @__PURE__ */ l.createElement("div", {
    className: `${R}-message`
  }, o) : null, n ? /* @__PURE__ */ l.createElement("div", {
    className: `${R}-description`
  }, n) : null), y ? /* @__PURE__ */ l.createElement("div", {
    className: `${R}-action`
  }, y) : null, /* @__PURE__ */ l.createElement(eS, {
    isClosable: W,
    prefixCls: R,
    closeIcon: X,
    handleClose: z,
    ariaProps: Z
  }))));
});
function tS(e, t, n) {
  return t = Mr(t), ym(e, pi() ? Reflect.construct(t, n || [], Mr(e).constructor) : t.apply(e, n));
}
let nS = /* @__PURE__ */ (function(e) {
  function t() {
    var n;
    return Kt(this, t), n = tS(this, t, arguments), n.state = {
      error: void 0,
      info: {
        componentStack: ""
      }
    }, n;
  }
  return tr(t, e), Xt(t, [{
    key: "componentDidCatch",
    value: function(r, o) {
      this.setState({
        error: r,
        info: o
      });
    }
  }, {
    key: "render",
    value: function() {
      const {
        message: r,
        description: o,
        id: a,
        children: i
      } = this.props, {
        error: s,
        info: c
      } = this.state, u = c?.componentStack || null, d = typeof r > "u" ? (s || "").toString() : r, f = typeof o > "u" ? u : o;
      return s ? /* @__PURE__ */ l.createElement(xv, {
        id: a,
        type: "error",
        message: d,
        description: /* @__PURE__ */ l.createElement("pre", {
          style: {
            fontSize: "0.9em",
            overflowX: "auto"
          }
        }, f)
      }) : i;
    }
  }]);
})(l.Component);
const wv = xv;
wv.ErrorBoundary = nS;
const Eo = (e) => {
  const [, , , , t] = vn();
  return t ? `${e}-css-var` : "";
};
var Ie = {
  /**
   * BACKSPACE
   */
  BACKSPACE: 8,
  /**
   * TAB
   */
  TAB: 9,
  // NUMLOCK on FF/Safari Mac
  /**
   * ENTER
   */
  ENTER: 13,
  /**
   * SHIFT
   */
  SHIFT: 16,
  /**
   * CTRL
   */
  CTRL: 17,
  /**
   * ALT
   */
  ALT: 18,
  /**
   * CAPS_LOCK
   */
  CAPS_LOCK: 20,
  /**
   * ESC
   */
  ESC: 27,
  /**
   * SPACE
   */
  SPACE: 32,
  // also NUM_SOUTH_EAST
  /**
   * END
   */
  END: 35,
  // also NUM_SOUTH_WEST
  /**
   * HOME
   */
  HOME: 36,
  // also NUM_NORTH_WEST
  /**
   * LEFT
   */
  LEFT: 37,
  // also NUM_WEST
  /**
   * UP
   */
  UP: 38,
  // also NUM_NORTH
  /**
   * RIGHT
   */
  RIGHT: 39,
  // also NUM_EAST
  /**
   * DOWN
   */
  DOWN: 40,
  /**
   * N
   */
  N: 78,
  /**
   * P
   */
  P: 80,
  /**
   * META
   */
  META: 91,
  // WIN_KEY_LEFT
  /**
   * WIN_KEY_RIGHT
   */
  WIN_KEY_RIGHT: 92,
  /**
   * CONTEXT_MENU
   */
  CONTEXT_MENU: 93,
  /**
   * F1
   */
  F1: 112,
  /**
   * F2
   */
  F2: 113,
  /**
   * F3
   */
  F3: 114,
  /**
   * F4
   */
  F4: 115,
  /**
   * F5
   */
  F5: 116,
  /**
   * F6
   */
  F6: 117,
  /**
   * F7
   */
  F7: 118,
  /**
   * F8
   */
  F8: 119,
  /**
   * F9
   */
  F9: 120,
  /**
   * F10
   */
  F10: 121,
  /**
   * F11
   */
  F11: 122,
  /**
   * F12
   */
  F12: 123,
  /**
   * SEMICOLON
   */
  SEMICOLON: 186,
  // needs localization
  /**
   * EQUALS
   */
  EQUALS: 187,
  // needs localization
  /**
   * WIN_KEY
   */
  WIN_KEY: 224
}, rS = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.prefixCls, r = e.style, o = e.className, a = e.duration, i = a === void 0 ? 4.5 : a, s = e.showProgress, c = e.pauseOnHover, u = c === void 0 ? !0 : c, d = e.eventKey, f = e.content, m = e.closable, g = e.closeIcon, p = g === void 0 ? "x" : g, h = e.props, v = e.onClick, y = e.onNoticeClose, b = e.times, S = e.hovering, x = l.useState(!1), $ = k(x, 2), C = $[0], E = $[1], w = l.useState(0), O = k(w, 2), I = O[0], M = O[1], P = l.useState(0), R = k(P, 2), T = R[0], L = R[1], _ = S || C, z = i > 0 && s, A = function() {
    y(d);
  }, W = function(U) {
    (U.key === "Enter" || U.code === "Enter" || U.keyCode === Ie.ENTER) && A();
  };
  l.useEffect(function() {
    if (!_ && i > 0) {
      var Z = Date.now() - T, U = setTimeout(function() {
        A();
      }, i * 1e3 - T);
      return function() {
        u && clearTimeout(U), L(Date.now() - Z);
      };
    }
  }, [i, _, b]), l.useEffect(function() {
    if (!_ && z && (u || T === 0)) {
      var Z = performance.now(), U, q = function ne() {
        cancelAnimationFrame(U), U = requestAnimationFrame(function(le) {
          var re = le + T - Z, ce = Math.min(re / (i * 1e3), 1);
          M(ce * 100), ce < 1 && ne();
        });
      };
      return q(), function() {
        u && cancelAnimationFrame(U);
      };
    }
  }, [i, T, _, z, b]);
  var B = l.useMemo(function() {
    return Be(m) === "object" && m !== null ? m : m ? {
      closeIcon: p
    } : {};
  }, [m, p]), G = Jn(B, !0), F = 100 - (!I || I < 0 ? 0 : I > 100 ? 100 : I), X = "".concat(n, "-notice");
  return /* @__PURE__ */ l.createElement("div", pe({}, h, {
    ref: t,
    className: V(X, o, N({}, "".concat(X, "-closable"), m)),
    style: r,
    onMouseEnter: function(U) {
      var q;
      E(!0), h == null || (q = h.onMouseEnter) === null || q === void 0 || q.call(h, U);
    },
    onMouseLeave: function(U) {
      var q;
      E(!1), h == null || (q = h.onMouseLeave) === null || q === void 0 || q.call(h, U);
    },
    onClick: v
  }), /* @__PURE__ */ l.createElement("div", {
    className: "".concat(X, "-content")
  }, f), m && /* @__PURE__ */ l.createElement("a", pe({
    tabIndex: 0,
    className: "".concat(X, "-close"),
    onKeyDown: W,
    "aria-label": "Close"
  }, G, {
    onClick: function(U) {
      U.preventDefault(), U.stopPropagation(), A();
    }
  }), B.closeIcon), z && /* @__PURE__ */ l.createElement("progress", {
    className: "".concat(X, "-progress"),
    max: "100",
    value: F
  }, F + "%"));
}), Ev = /* @__PURE__ */ D.createContext({}), Ov = function(t) {
  var n = t.children, r = t.classNames;
  return /* @__PURE__ */ D.createElement(Ev.Provider, {
    value: {
      classNames: r
    }
  }, n);
}, qu = 8, Ku = 3, Xu = 16, oS = function(t) {
  var n = {
    offset: qu,
    threshold: Ku,
    gap: Xu
  };
  if (t && Be(t) === "object") {
    var r, o, a;
    n.offset = (r = t.offset) !== null && r !== void 0 ? r : qu, n.threshold = (o = t.threshold) !== null && o !== void 0 ? o : Ku, n.gap = (a = t.gap) !== null && a !== void 0 ? a : Xu;
  }
  return [!!t, n];
}, aS = ["className", "style", "classNames", "styles"], iS = function(t) {
  var n = t.configList, r = t.placement, o = t.prefixCls, a = t.className, i = t.style, s = t.motion, c = t.onAllNoticeRemoved, u = t.onNoticeClose, d = t.stack, f = Wt(Ev), m = f.classNames, g = we({}), p = Ct(null), h = k(p, 2), v = h[0], y = h[1], b = Ct([]), S = k(b, 2), x = S[0], $ = S[1], C = n.map(function(_) {
    return {
      config: _,
      key: String(_.key)
    };
  }), E = oS(d), w = k(E, 2), O = w[0], I = w[1], M = I.offset, P = I.threshold, R = I.gap, T = O && (x.length > 0 || C.length <= P), L = typeof s == "function" ? s(r) : s;
  return Mt(function() {
    O && x.length > 1 && $(function(_) {
      return _.filter(function(z) {
        return C.some(function(A) {
          var W = A.key;
          return z === W;
        });
      });
    });
  }, [x, C, O]), Mt(function() {
    var _;
    if (O && g.current[(_ = C[C.length - 1]) === null || _ === void 0 ? void 0 : _.key]) {
      var z;
      y(g.current[(z = C[C.length - 1]) === null || z === void 0 ? void 0 : z.key]);
    }
  }, [C, O]), /* @__PURE__ */ D.createElement(my, pe({
    key: r,
    className: V(o, "".concat(o, "-").concat(r), m?.list, a, N(N({}, "".concat(o, "-stack"), !!O), "".concat(o, "-stack-expanded"), T)),
    style: i,
    keys: C,
    motionAppear: !0
  }, L, {
    onAllRemoved: function() {
      c(r);
    }
  }), function(_, z) {
    var A = _.config, W = _.className, B = _.style, G = _.index, F = A, X = F.key, Z = F.times, U = String(X), q = A, ne = q.className, le = q.style, re = q.classNames, ce = q.styles, J = at(q, aS), Y = C.findIndex(function(me) {
      return me.key === U;
    }), te = {};
    if (O) {
      var ee = C.length - 1 - (Y > -1 ? Y : G - 1), Q = r === "top" || r === "bottom" ? "-50%" : "0";
      if (ee > 0) {
        var K, ae, oe;
        te.height = T ? (K = g.current[U]) === null || K === void 0 ? void 0 : K.offsetHeight : v?.offsetHeight;
        for (var ue = 0, de = 0; de < ee; de++) {
          var fe;
          ue += ((fe = g.current[C[C.length - 1 - de].key]) === null || fe === void 0 ? void 0 : fe.offsetHeight) + R;
        }
        var ve = (T ? ue : ee * M) * (r.startsWith("top") ? 1 : -1), ye = !T && v !== null && v !== void 0 && v.offsetWidth && (ae = g.current[U]) !== null && ae !== void 0 && ae.offsetWidth ? (v?.offsetWidth - M * 2 * (ee < 3 ? ee : 3)) / ((oe = g.current[U]) === null || oe === void 0 ? void 0 : oe.offsetWidth) : 1;
        te.transform = "translate3d(".concat(Q, ", ").concat(ve, "px, 0) scaleX(").concat(ye, ")");
      } else
        te.transform = "translate3d(".concat(Q, ", 0, 0)");
    }
    return /* @__PURE__ */ D.createElement("div", {
      ref: z,
      className: V("".concat(o, "-notice-wrapper"), W, re?.wrapper),
      style: j(j(j({}, B), te), ce?.wrapper),
      onMouseEnter: function() {
        return $(function(Fe) {
          return Fe.includes(U) ? Fe : [].concat($e(Fe), [U]);
        });
      },
      onMouseLeave: function() {
        return $(function(Fe) {
          return Fe.filter(function(He) {
            return He !== U;
          });
        });
      }
    }, /* @__PURE__ */ D.createElement(rS, pe({}, J, {
      ref: function(Fe) {
        Y > -1 ? g.current[U] = Fe : delete g.current[U];
      },
      prefixCls: o,
      classNames: re,
      styles: ce,
      className: V(ne, m?.notice),
      style: le,
      times: Z,
      key: X,
      eventKey: X,
      onNoticeClose: u,
      hovering: O && x.length > 0
    })));
  });
}, lS = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.prefixCls, r = n === void 0 ? "rc-notification" : n, o = e.container, a = e.motion, i = e.maxCount, s = e.className, c = e.style, u = e.onAllRemoved, d = e.stack, f = e.renderNotifications, m = l.useState([]), g = k(m, 2), p = g[0], h = g[1], v = function(O) {
    var I, M = p.find(function(P) {
      return P.key === O;
    });
    M == null || (I = M.onClose) === null || I === void 0 || I.call(M), h(function(P) {
      return P.filter(function(R) {
        return R.key !== O;
      });
    });
  };
  l.useImperativeHandle(t, function() {
    return {
      open: function(O) {
        h(function(I) {
          var M = $e(I), P = M.findIndex(function(L) {
            return L.key === O.key;
          }), R = j({}, O);
          if (P >= 0) {
            var T;
            R.times = (((T = I[P]) === null || T === void 0 ? void 0 : T.times) || 0) + 1, M[P] = R;
          } else
            R.times = 0, M.push(R);
          return i > 0 && M.length > i && (M = M.slice(-i)), M;
        });
      },
      close: function(O) {
        v(O);
      },
      destroy: function() {
        h([]);
      }
    };
  });
  var y = l.useState({}), b = k(y, 2), S = b[0], x = b[1];
  l.useEffect(function() {
    var w = {};
    p.forEach(function(O) {
      var I = O.placement, M = I === void 0 ? "topRight" : I;
      M && (w[M] = w[M] || [], w[M].push(O));
    }), Object.keys(S).forEach(function(O) {
      w[O] = w[O] || [];
    }), x(w);
  }, [p]);
  var $ = function(O) {
    x(function(I) {
      var M = j({}, I), P = M[O] || [];
      return P.length || delete M[O], M;
    });
  }, C = l.useRef(!1);
  if (l.useEffect(function() {
    Object.keys(S).length > 0 ? C.current = !0 : C.current && (u?.(), C.current = !1);
  }, [S]), !o)
    return null;
  var E = Object.keys(S);
  return /* @__PURE__ */ im(/* @__PURE__ */ l.createElement(l.Fragment, null, E.map(function(w) {
    var O = S[w], I = /* @__PURE__ */ l.createElement(iS, {
      key: w,
      configList: O,
      placement: w,
      prefixCls: r,
      className: s?.(w),
      style: c?.(w),
      motion: a,
      onNoticeClose: v,
      onAllNoticeRemoved: $,
      stack: d
    });
    return f ? f(I, {
      prefixCls: r,
      key: w
    }) : I;
  })), o);
}), sS = ["getContainer", "motion", "prefixCls", "maxCount", "className", "style", "onAllRemoved", "stack", "renderNotifications"], cS = function() {
  return document.body;
}, Yu = 0;
function uS() {
  for (var e = {}, t = arguments.length, n = new Array(t), r = 0; r < t; r++)
    n[r] = arguments[r];
  return n.forEach(function(o) {
    o && Object.keys(o).forEach(function(a) {
      var i = o[a];
      i !== void 0 && (e[a] = i);
    });
  }), e;
}
function Iv() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : {}, t = e.getContainer, n = t === void 0 ? cS : t, r = e.motion, o = e.prefixCls, a = e.maxCount, i = e.className, s = e.style, c = e.onAllRemoved, u = e.stack, d = e.renderNotifications, f = at(e, sS), m = l.useState(), g = k(m, 2), p = g[0], h = g[1], v = l.useRef(), y = /* @__PURE__ */ l.createElement(lS, {
    container: p,
    ref: v,
    prefixCls: o,
    motion: r,
    maxCount: a,
    className: i,
    style: s,
    onAllRemoved: c,
    stack: u,
    renderNotifications: d
  }), b = l.useState([]), S = k(b, 2), x = S[0], $ = S[1], C = Zt(function(w) {
    var O = uS(f, w);
    (O.key === null || O.key === void 0) && (O.key = "rc-notification-".concat(Yu), Yu += 1), $(function(I) {
      return [].concat($e(I), [{
        type: "open",
        config: O
      }]);
    });
  }), E = l.useMemo(function() {
    return {
      open: C,
      close: function(O) {
        $(function(I) {
          return [].concat($e(I), [{
            type: "close",
            key: O
          }]);
        });
      },
      destroy: function() {
        $(function(O) {
          return [].concat($e(O), [{
            type: "destroy"
          }]);
        });
      }
    };
  }, []);
  return l.useEffect(function() {
    h(n());
  }), l.useEffect(function() {
    if (v.current && x.length) {
      x.forEach(function(I) {
        switch (I.type) {
          case "open":
            v.current.open(I.config);
            break;
          case "close":
            v.current.close(I.key);
            break;
          case "destroy":
            v.current.destroy();
            break;
        }
      });
      var w, O;
      $(function(I) {
        return (w !== I || !O) && (w = I, O = I.filter(function(M) {
          return !x.includes(M);
        })), O;
      });
    }
  }, [x]), [E, y];
}
var dS = { icon: { tag: "svg", attrs: { viewBox: "0 0 1024 1024", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M988 548c-19.9 0-36-16.1-36-36 0-59.4-11.6-117-34.6-171.3a440.45 440.45 0 00-94.3-139.9 437.71 437.71 0 00-139.9-94.3C629 83.6 571.4 72 512 72c-19.9 0-36-16.1-36-36s16.1-36 36-36c69.1 0 136.2 13.5 199.3 40.3C772.3 66 827 103 874 150c47 47 83.9 101.8 109.7 162.7 26.7 63.1 40.2 130.2 40.2 199.3.1 19.9-16 36-35.9 36z" } }] }, name: "loading", theme: "outlined" }, fS = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: dS
  }));
}, yo = /* @__PURE__ */ l.forwardRef(fS);
function $s(...e) {
  const t = {};
  return e.forEach((n) => {
    n && Object.keys(n).forEach((r) => {
      n[r] !== void 0 && (t[r] = n[r]);
    });
  }), t;
}
function oi(e) {
  if (!e)
    return;
  const {
    closable: t,
    closeIcon: n
  } = e;
  return {
    closable: t,
    closeIcon: n
  };
}
function Zu(e) {
  const {
    closable: t,
    closeIcon: n
  } = e || {};
  return D.useMemo(() => {
    if (
      // If `closable`, whatever rest be should be true
      !t && (t === !1 || n === !1 || n === null)
    )
      return !1;
    if (t === void 0 && n === void 0)
      return null;
    let r = {
      closeIcon: typeof n != "boolean" && n !== null ? n : void 0
    };
    return t && typeof t == "object" && (r = Object.assign(Object.assign({}, r), t)), r;
  }, [t, n]);
}
const mS = {}, Pv = (e, t, n = mS) => {
  const r = Zu(e), o = Zu(t), [a] = ir("global", br.global), i = typeof r != "boolean" ? !!r?.disabled : !1, s = D.useMemo(() => Object.assign({
    closeIcon: /* @__PURE__ */ D.createElement(lr, null)
  }, n), [n]), c = D.useMemo(() => r === !1 ? !1 : r ? $s(s, o, r) : o === !1 ? !1 : o ? $s(s, o) : s.closable ? s : !1, [r, o, s]);
  return D.useMemo(() => {
    var u, d;
    if (c === !1)
      return [!1, null, i, {}];
    const {
      closeIconRender: f
    } = s, {
      closeIcon: m
    } = c;
    let g = m;
    const p = Jn(c, !0);
    return g != null && (f && (g = f(m)), g = /* @__PURE__ */ D.isValidElement(g) ? /* @__PURE__ */ D.cloneElement(g, Object.assign(Object.assign(Object.assign({}, g.props), {
      "aria-label": (d = (u = g.props) === null || u === void 0 ? void 0 : u["aria-label"]) !== null && d !== void 0 ? d : a.close
    }), p)) : /* @__PURE__ */ D.createElement("span", Object.assign({
      "aria-label": a.close
    }, p), g)), [!0, g, i, p];
  }, [i, a.close, c, s]);
}, vS = () => D.useReducer((e) => e + 1, 0), gS = () => {
  const [e, t] = l.useState([]), n = l.useCallback((r) => (t((o) => [].concat($e(o), [r])), () => {
    t((o) => o.filter((a) => a !== r));
  }), []);
  return [e, n];
}, pc = /* @__PURE__ */ D.createContext(void 0), mr = 100, pS = 10, hc = mr * pS, Rv = {
  Modal: mr,
  Drawer: mr,
  Popover: mr,
  Popconfirm: mr,
  Tooltip: mr,
  Tour: mr,
  FloatButton: mr
}, hS = {
  SelectLike: 50,
  Dropdown: 50,
  DatePicker: 50,
  Menu: 50,
  ImagePreview: 1
};
function bS(e) {
  return e in Rv;
}
const bc = (e, t) => {
  const [, n] = vn(), r = D.useContext(pc), o = bS(e);
  let a;
  if (t !== void 0)
    a = [t, t];
  else {
    let i = r ?? 0;
    o ? i += // Use preset token zIndex by default but not stack when has parent container
    (r ? 0 : n.zIndexPopupBase) + // Container offset
    Rv[e] : i += hS[e], a = [r === void 0 ? t : i, i];
  }
  return a;
}, yS = (e) => {
  const {
    componentCls: t,
    iconCls: n,
    boxShadow: r,
    colorText: o,
    colorSuccess: a,
    colorError: i,
    colorWarning: s,
    colorInfo: c,
    fontSizeLG: u,
    motionEaseInOutCirc: d,
    motionDurationSlow: f,
    marginXS: m,
    paddingXS: g,
    borderRadiusLG: p,
    zIndexPopup: h,
    // Custom token
    contentPadding: v,
    contentBg: y
  } = e, b = `${t}-notice`, S = new ot("MessageMoveIn", {
    "0%": {
      padding: 0,
      transform: "translateY(-100%)",
      opacity: 0
    },
    "100%": {
      padding: g,
      transform: "translateY(0)",
      opacity: 1
    }
  }), x = new ot("MessageMoveOut", {
    "0%": {
      maxHeight: e.height,
      padding: g,
      opacity: 1
    },
    "100%": {
      maxHeight: 0,
      padding: 0,
      opacity: 0
    }
  }), $ = {
    padding: g,
    textAlign: "center",
    [`${t}-custom-content`]: {
      display: "flex",
      alignItems: "center"
    },
    [`${t}-custom-content > ${n}`]: {
      marginInlineEnd: m,
      // affected by ltr or rtl
      fontSize: u
    },
    [`${b}-content`]: {
      display: "inline-block",
      padding: v,
      background: y,
      borderRadius: p,
      boxShadow: r,
      pointerEvents: "all"
    },
    [`${t}-success > ${n}`]: {
      color: a
    },
    [`${t}-error > ${n}`]: {
      color: i
    },
    [`${t}-warning > ${n}`]: {
      color: s
    },
    [`${t}-info > ${n},
      ${t}-loading > ${n}`]: {
      color: c
    }
  };
  return [
    // ============================ Holder ============================
    {
      [t]: Object.assign(Object.assign({}, Qt(e)), {
        color: o,
        position: "fixed",
        top: m,
        width: "100%",
        pointerEvents: "none",
        zIndex: h,
        [`${t}-move-up`]: {
          animationFillMode: "forwards"
        },
        [`
        ${t}-move-up-appear,
        ${t}-move-up-enter
      `]: {
          animationName: S,
          animationDuration: f,
          animationPlayState: "paused",
          animationTimingFunction: d
        },
        [`
        ${t}-move-up-appear${t}-move-up-appear-active,
        ${t}-move-up-enter${t}-move-up-enter-active
      `]: {
          animationPlayState: "running"
        },
        [`${t}-move-up-leave`]: {
          animationName: x,
          animationDuration: f,
          animationPlayState: "paused",
          animationTimingFunction: d
        },
        [`${t}-move-up-leave${t}-move-up-leave-active`]: {
          animationPlayState: "running"
        },
        "&-rtl": {
          direction: "rtl",
          span: {
            direction: "rtl"
          }
        }
      })
    },
    // ============================ Notice ============================
    {
      [t]: {
        [`${b}-wrapper`]: Object.assign({}, $)
      }
    },
    // ============================= Pure =============================
    {
      [`${t}-notice-pure-panel`]: Object.assign(Object.assign({}, $), {
        padding: 0,
        textAlign: "start"
      })
    }
  ];
}, SS = (e) => ({
  zIndexPopup: e.zIndexPopupBase + hc + 10,
  contentBg: e.colorBgElevated,
  contentPadding: `${(e.controlHeightLG - e.fontSize * e.lineHeight) / 2}px ${e.paddingSM}px`
}), CS = Lt("Message", (e) => {
  const t = xt(e, {
    height: 150
  });
  return yS(t);
}, SS), $S = {
  info: /* @__PURE__ */ l.createElement(wi, null),
  success: /* @__PURE__ */ l.createElement(wo, null),
  error: /* @__PURE__ */ l.createElement($r, null),
  warning: /* @__PURE__ */ l.createElement(xi, null),
  loading: /* @__PURE__ */ l.createElement(yo, null)
}, xS = ({
  prefixCls: e,
  type: t,
  icon: n,
  children: r
}) => /* @__PURE__ */ l.createElement("div", {
  className: V(`${e}-custom-content`, `${e}-${t}`)
}, n || $S[t], /* @__PURE__ */ l.createElement("span", null, r));
function wS(e, t) {
  return {
    motionName: t ?? `${e}-move-up`
  };
}
function ES(e) {
  let t;
  const n = new Promise((o) => {
    t = e(() => {
      o(!0);
    });
  }), r = () => {
    t?.();
  };
  return r.then = (o, a) => n.then(o, a), r.promise = n, r;
}
var OS = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const IS = 8, PS = 3, RS = ({
  children: e,
  prefixCls: t
}) => {
  const n = Eo(t), [r, o, a] = CS(t, n);
  return r(/* @__PURE__ */ l.createElement(Ov, {
    classNames: {
      list: V(o, a, n)
    }
  }, e));
}, MS = (e, {
  prefixCls: t,
  key: n
}) => /* @__PURE__ */ l.createElement(RS, {
  prefixCls: t,
  key: n
}, e), TS = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    top: n,
    prefixCls: r,
    getContainer: o,
    maxCount: a,
    duration: i = PS,
    rtl: s,
    transitionName: c,
    onAllRemoved: u
  } = e, {
    getPrefixCls: d,
    getPopupContainer: f,
    message: m,
    direction: g
  } = l.useContext(ct), p = r || d("message"), h = () => ({
    left: "50%",
    transform: "translateX(-50%)",
    top: n ?? IS
  }), v = () => V({
    [`${p}-rtl`]: s ?? g === "rtl"
  }), y = () => wS(p, c), b = /* @__PURE__ */ l.createElement("span", {
    className: `${p}-close-x`
  }, /* @__PURE__ */ l.createElement(lr, {
    className: `${p}-close-icon`
  })), [S, x] = Iv({
    prefixCls: p,
    style: h,
    className: v,
    motion: y,
    closable: !1,
    closeIcon: b,
    duration: i,
    getContainer: () => o?.() || f?.() || document.body,
    maxCount: a,
    onAllRemoved: u,
    renderNotifications: MS
  });
  return l.useImperativeHandle(t, () => Object.assign(Object.assign({}, S), {
    prefixCls: p,
    message: m
  })), x;
});
let Qu = 0;
function NS(e) {
  const t = l.useRef(null);
  return ua(), [l.useMemo(() => {
    const r = (c) => {
      var u;
      (u = t.current) === null || u === void 0 || u.close(c);
    }, o = (c) => {
      if (!t.current) {
        const C = () => {
        };
        return C.then = () => {
        }, C;
      }
      const {
        open: u,
        prefixCls: d,
        message: f
      } = t.current, m = `${d}-notice`, {
        content: g,
        icon: p,
        type: h,
        key: v,
        className: y,
        style: b,
        onClose: S
      } = c, x = OS(c, ["content", "icon", "type", "key", "className", "style", "onClose"]);
      let $ = v;
      return $ == null && (Qu += 1, $ = `antd-message-${Qu}`), ES((C) => (u(Object.assign(Object.assign({}, x), {
        key: $,
        content: /* @__PURE__ */ l.createElement(xS, {
          prefixCls: d,
          type: h,
          icon: p
        }, g),
        placement: "top",
        className: V(h && `${m}-${h}`, y, f?.className),
        style: Object.assign(Object.assign({}, f?.style), b),
        onClose: () => {
          S?.(), C();
        }
      })), () => {
        r($);
      }));
    }, i = {
      open: o,
      destroy: (c) => {
        var u;
        c !== void 0 ? r(c) : (u = t.current) === null || u === void 0 || u.destroy();
      }
    };
    return ["info", "success", "warning", "error", "loading"].forEach((c) => {
      const u = (d, f, m) => {
        let g;
        d && typeof d == "object" && "content" in d ? g = d : g = {
          content: d
        };
        let p, h;
        typeof f == "function" ? h = f : (p = f, h = m);
        const v = Object.assign(Object.assign({
          onClose: h,
          duration: p
        }, g), {
          type: c
        });
        return o(v);
      };
      i[c] = u;
    }), i;
  }, []), /* @__PURE__ */ l.createElement(TS, Object.assign({
    key: "message-holder"
  }, e, {
    ref: t
  }))];
}
function _S(e) {
  return NS(e);
}
function Mv(e, t) {
  this.v = e, this.k = t;
}
function un(e, t, n, r) {
  var o = Object.defineProperty;
  try {
    o({}, "", {});
  } catch {
    o = 0;
  }
  un = function(i, s, c, u) {
    function d(f, m) {
      un(i, f, function(g) {
        return this._invoke(f, m, g);
      });
    }
    s ? o ? o(i, s, {
      value: c,
      enumerable: !u,
      configurable: !u,
      writable: !u
    }) : i[s] = c : (d("next", 0), d("throw", 1), d("return", 2));
  }, un(e, t, n, r);
}
function yc() {
  var e, t, n = typeof Symbol == "function" ? Symbol : {}, r = n.iterator || "@@iterator", o = n.toStringTag || "@@toStringTag";
  function a(g, p, h, v) {
    var y = p && p.prototype instanceof s ? p : s, b = Object.create(y.prototype);
    return un(b, "_invoke", (function(S, x, $) {
      var C, E, w, O = 0, I = $ || [], M = !1, P = {
        p: 0,
        n: 0,
        v: e,
        a: R,
        f: R.bind(e, 4),
        d: function(L, _) {
          return C = L, E = 0, w = e, P.n = _, i;
        }
      };
      function R(T, L) {
        for (E = T, w = L, t = 0; !M && O && !_ && t < I.length; t++) {
          var _, z = I[t], A = P.p, W = z[2];
          T > 3 ? (_ = W === L) && (w = z[(E = z[4]) ? 5 : (E = 3, 3)], z[4] = z[5] = e) : z[0] <= A && ((_ = T < 2 && A < z[1]) ? (E = 0, P.v = L, P.n = z[1]) : A < W && (_ = T < 3 || z[0] > L || L > W) && (z[4] = T, z[5] = L, P.n = W, E = 0));
        }
        if (_ || T > 1) return i;
        throw M = !0, L;
      }
      return function(T, L, _) {
        if (O > 1) throw TypeError("Generator is already running");
        for (M && L === 1 && R(L, _), E = L, w = _; (t = E < 2 ? e : w) || !M; ) {
          C || (E ? (E > 1 && (P.n = E < 3 ? -1 : w), R(E, w)) : P.v = w);
          try {
            if (O = 2, C) {
              if (E || (T = "next"), t = C[T]) {
                if (!(t = t.call(C, w))) throw TypeError("iterator result is not an object");
                if (!t.done) return t;
                w = t.value, E < 2 && (E = 0);
              } else E === 1 && (t = C.return) && t.call(C), E < 2 && (w = TypeError("The iterator does not provide a '" + T + "' method"), E = 1);
              C = e;
            } else if ((t = (M = P.n < 0) ? w : S.call(x, P)) !== i) break;
          } catch (z) {
            C = e, E = 1, w = z;
          } finally {
            O = 1;
          }
        }
        return {
          value: t,
          done: M
        };
      };
    })(g, h, v), !0), b;
  }
  var i = {};
  function s() {
  }
  function c() {
  }
  function u() {
  }
  t = Object.getPrototypeOf;
  var d = [][r] ? t(t([][r]())) : (un(t = {}, r, function() {
    return this;
  }), t), f = u.prototype = s.prototype = Object.create(d);
  function m(g) {
    return Object.setPrototypeOf ? Object.setPrototypeOf(g, u) : (g.__proto__ = u, un(g, o, "GeneratorFunction")), g.prototype = Object.create(f), g;
  }
  return c.prototype = u, un(f, "constructor", u), un(u, "constructor", c), c.displayName = "GeneratorFunction", un(u, o, "GeneratorFunction"), un(f), un(f, o, "Generator"), un(f, r, function() {
    return this;
  }), un(f, "toString", function() {
    return "[object Generator]";
  }), (yc = function() {
    return {
      w: a,
      m
    };
  })();
}
function ai(e, t) {
  function n(o, a, i, s) {
    try {
      var c = e[o](a), u = c.value;
      return u instanceof Mv ? t.resolve(u.v).then(function(d) {
        n("next", d, i, s);
      }, function(d) {
        n("throw", d, i, s);
      }) : t.resolve(u).then(function(d) {
        c.value = d, i(c);
      }, function(d) {
        return n("throw", d, i, s);
      });
    } catch (d) {
      s(d);
    }
  }
  var r;
  this.next || (un(ai.prototype), un(ai.prototype, typeof Symbol == "function" && Symbol.asyncIterator || "@asyncIterator", function() {
    return this;
  })), un(this, "_invoke", function(o, a, i) {
    function s() {
      return new t(function(c, u) {
        n(o, i, c, u);
      });
    }
    return r = r ? r.then(s, s) : s();
  }, !0);
}
function Tv(e, t, n, r, o) {
  return new ai(yc().w(e, t, n, r), o || Promise);
}
function jS(e, t, n, r, o) {
  var a = Tv(e, t, n, r, o);
  return a.next().then(function(i) {
    return i.done ? i.value : a.next();
  });
}
function zS(e) {
  var t = Object(e), n = [];
  for (var r in t) n.unshift(r);
  return function o() {
    for (; n.length; ) if ((r = n.pop()) in t) return o.value = r, o.done = !1, o;
    return o.done = !0, o;
  };
}
function Ju(e) {
  if (e != null) {
    var t = e[typeof Symbol == "function" && Symbol.iterator || "@@iterator"], n = 0;
    if (t) return t.call(e);
    if (typeof e.next == "function") return e;
    if (!isNaN(e.length)) return {
      next: function() {
        return e && n >= e.length && (e = void 0), {
          value: e && e[n++],
          done: !e
        };
      }
    };
  }
  throw new TypeError(Be(e) + " is not iterable");
}
function mn() {
  var e = yc(), t = e.m(mn), n = (Object.getPrototypeOf ? Object.getPrototypeOf(t) : t.__proto__).constructor;
  function r(i) {
    var s = typeof i == "function" && i.constructor;
    return !!s && (s === n || (s.displayName || s.name) === "GeneratorFunction");
  }
  var o = {
    throw: 1,
    return: 2,
    break: 3,
    continue: 3
  };
  function a(i) {
    var s, c;
    return function(u) {
      s || (s = {
        stop: function() {
          return c(u.a, 2);
        },
        catch: function() {
          return u.v;
        },
        abrupt: function(f, m) {
          return c(u.a, o[f], m);
        },
        delegateYield: function(f, m, g) {
          return s.resultName = m, c(u.d, Ju(f), g);
        },
        finish: function(f) {
          return c(u.f, f);
        }
      }, c = function(f, m, g) {
        u.p = s.prev, u.n = s.next;
        try {
          return f(m, g);
        } finally {
          s.next = u.n;
        }
      }), s.resultName && (s[s.resultName] = u.v, s.resultName = void 0), s.sent = u.v, s.next = u.n;
      try {
        return i.call(this, s);
      } finally {
        u.p = s.prev, u.n = s.next;
      }
    };
  }
  return (mn = function() {
    return {
      wrap: function(c, u, d, f) {
        return e.w(a(c), u, d, f && f.reverse());
      },
      isGeneratorFunction: r,
      mark: e.m,
      awrap: function(c, u) {
        return new Mv(c, u);
      },
      AsyncIterator: ai,
      async: function(c, u, d, f, m) {
        return (r(u) ? Tv : jS)(a(c), u, d, f, m);
      },
      keys: zS,
      values: Ju
    };
  })();
}
function ed(e, t, n, r, o, a, i) {
  try {
    var s = e[a](i), c = s.value;
  } catch (u) {
    return void n(u);
  }
  s.done ? t(c) : Promise.resolve(c).then(r, o);
}
function Ar(e) {
  return function() {
    var t = this, n = arguments;
    return new Promise(function(r, o) {
      var a = e.apply(t, n);
      function i(c) {
        ed(a, r, o, i, s, "next", c);
      }
      function s(c) {
        ed(a, r, o, i, s, "throw", c);
      }
      i(void 0);
    });
  };
}
var ma = j({}, Ap), AS = ma.version, dl = ma.render, LS = ma.unmountComponentAtNode, Ei;
try {
  var BS = Number((AS || "").split(".")[0]);
  BS >= 18 && (Ei = ma.createRoot);
} catch {
}
function td(e) {
  var t = ma.__SECRET_INTERNALS_DO_NOT_USE_OR_YOU_WILL_BE_FIRED;
  t && Be(t) === "object" && (t.usingClientEntryPoint = e);
}
var ii = "__rc_react_root__";
function DS(e, t) {
  td(!0);
  var n = t[ii] || Ei(t);
  td(!1), n.render(e), t[ii] = n;
}
function FS(e, t) {
  dl?.(e, t);
}
function HS(e, t) {
  if (Ei) {
    DS(e, t);
    return;
  }
  FS(e, t);
}
function VS(e) {
  return xs.apply(this, arguments);
}
function xs() {
  return xs = Ar(/* @__PURE__ */ mn().mark(function e(t) {
    return mn().wrap(function(r) {
      for (; ; ) switch (r.prev = r.next) {
        case 0:
          return r.abrupt("return", Promise.resolve().then(function() {
            var o;
            (o = t[ii]) === null || o === void 0 || o.unmount(), delete t[ii];
          }));
        case 1:
        case "end":
          return r.stop();
      }
    }, e);
  })), xs.apply(this, arguments);
}
function WS(e) {
  LS(e);
}
function GS(e) {
  return ws.apply(this, arguments);
}
function ws() {
  return ws = Ar(/* @__PURE__ */ mn().mark(function e(t) {
    return mn().wrap(function(r) {
      for (; ; ) switch (r.prev = r.next) {
        case 0:
          if (Ei === void 0) {
            r.next = 2;
            break;
          }
          return r.abrupt("return", VS(t));
        case 2:
          WS(t);
        case 3:
        case "end":
          return r.stop();
      }
    }, e);
  })), ws.apply(this, arguments);
}
const kS = (e, t) => (HS(e, t), () => GS(t));
let US = kS;
function qS(e) {
  return US;
}
const _r = (e, t, n) => n !== void 0 ? n : `${e}-${t}`;
function yn(e, t) {
  var n = Object.assign({}, e);
  return Array.isArray(t) && t.forEach(function(r) {
    delete n[r];
  }), n;
}
const Sc = (function(e) {
  if (!e)
    return !1;
  if (e instanceof Element) {
    if (e.offsetParent)
      return !0;
    if (e.getBBox) {
      var t = e.getBBox(), n = t.width, r = t.height;
      if (n || r)
        return !0;
    }
    if (e.getBoundingClientRect) {
      var o = e.getBoundingClientRect(), a = o.width, i = o.height;
      if (a || i)
        return !0;
    }
  }
  return !1;
}), KS = (e) => {
  const {
    componentCls: t,
    colorPrimary: n
  } = e;
  return {
    [t]: {
      position: "absolute",
      background: "transparent",
      pointerEvents: "none",
      boxSizing: "border-box",
      color: `var(--wave-color, ${n})`,
      boxShadow: "0 0 0 0 currentcolor",
      opacity: 0.2,
      // =================== Motion ===================
      "&.wave-motion-appear": {
        transition: [`box-shadow 0.4s ${e.motionEaseOutCirc}`, `opacity 2s ${e.motionEaseOutCirc}`].join(","),
        "&-active": {
          boxShadow: "0 0 0 6px currentcolor",
          opacity: 0
        },
        "&.wave-quick": {
          transition: [`box-shadow ${e.motionDurationSlow} ${e.motionEaseInOut}`, `opacity ${e.motionDurationSlow} ${e.motionEaseInOut}`].join(",")
        }
      }
    }
  };
}, XS = Fb("Wave", KS), Nv = `${ni}-wave-target`;
function YS(e) {
  return e && e !== "#fff" && e !== "#ffffff" && e !== "rgb(255, 255, 255)" && e !== "rgba(255, 255, 255, 1)" && !/rgba\((?:\d*, ){3}0\)/.test(e) && // any transparent rgba color
  e !== "transparent" && e !== "canvastext";
}
function ZS(e) {
  var t;
  const {
    borderTopColor: n,
    borderColor: r,
    backgroundColor: o
  } = getComputedStyle(e);
  return (t = [n, r, o].find(YS)) !== null && t !== void 0 ? t : null;
}
function fl(e) {
  return Number.isNaN(e) ? 0 : e;
}
const QS = (e) => {
  const {
    className: t,
    target: n,
    component: r,
    registerUnmount: o
  } = e, a = l.useRef(null), i = l.useRef(null);
  l.useEffect(() => {
    i.current = o();
  }, []);
  const [s, c] = l.useState(null), [u, d] = l.useState([]), [f, m] = l.useState(0), [g, p] = l.useState(0), [h, v] = l.useState(0), [y, b] = l.useState(0), [S, x] = l.useState(!1), $ = {
    left: f,
    top: g,
    width: h,
    height: y,
    borderRadius: u.map((w) => `${w}px`).join(" ")
  };
  s && ($["--wave-color"] = s);
  function C() {
    const w = getComputedStyle(n);
    c(ZS(n));
    const O = w.position === "static", {
      borderLeftWidth: I,
      borderTopWidth: M
    } = w;
    m(O ? n.offsetLeft : fl(-Number.parseFloat(I))), p(O ? n.offsetTop : fl(-Number.parseFloat(M))), v(n.offsetWidth), b(n.offsetHeight);
    const {
      borderTopLeftRadius: P,
      borderTopRightRadius: R,
      borderBottomLeftRadius: T,
      borderBottomRightRadius: L
    } = w;
    d([P, R, L, T].map((_) => fl(Number.parseFloat(_))));
  }
  if (l.useEffect(() => {
    if (n) {
      const w = _t(() => {
        C(), x(!0);
      });
      let O;
      return typeof ResizeObserver < "u" && (O = new ResizeObserver(C), O.observe(n)), () => {
        _t.cancel(w), O?.disconnect();
      };
    }
  }, [n]), !S)
    return null;
  const E = (r === "Checkbox" || r === "Radio") && n?.classList.contains(Nv);
  return /* @__PURE__ */ l.createElement(kn, {
    visible: !0,
    motionAppear: !0,
    motionName: "wave-motion",
    motionDeadline: 5e3,
    onAppearEnd: (w, O) => {
      var I, M;
      if (O.deadline || O.propertyName === "opacity") {
        const P = (I = a.current) === null || I === void 0 ? void 0 : I.parentElement;
        (M = i.current) === null || M === void 0 || M.call(i).then(() => {
          P?.remove();
        });
      }
      return !1;
    }
  }, ({
    className: w
  }, O) => /* @__PURE__ */ l.createElement("div", {
    ref: Wn(a, O),
    className: V(t, w, {
      "wave-quick": E
    }),
    style: $
  }));
}, JS = (e, t) => {
  var n;
  const {
    component: r
  } = t;
  if (r === "Checkbox" && !(!((n = e.querySelector("input")) === null || n === void 0) && n.checked))
    return;
  const o = document.createElement("div");
  o.style.position = "absolute", o.style.left = "0px", o.style.top = "0px", e?.insertBefore(o, e?.firstChild);
  const a = qS();
  let i = null;
  function s() {
    return i;
  }
  i = a(/* @__PURE__ */ l.createElement(QS, Object.assign({}, t, {
    target: e,
    registerUnmount: s
  })), o);
}, eC = (e, t, n) => {
  const {
    wave: r
  } = l.useContext(ct), [, o, a] = vn(), i = Zt((u) => {
    const d = e.current;
    if (r?.disabled || !d)
      return;
    const f = d.querySelector(`.${Nv}`) || d, {
      showEffect: m
    } = r || {};
    (m || JS)(f, {
      className: t,
      token: o,
      component: n,
      event: u,
      hashId: a
    });
  }), s = l.useRef(null);
  return (u) => {
    _t.cancel(s.current), s.current = _t(() => {
      i(u);
    });
  };
}, _v = (e) => {
  const {
    children: t,
    disabled: n,
    component: r
  } = e, {
    getPrefixCls: o
  } = Wt(ct), a = we(null), i = o("wave"), [, s] = XS(i), c = eC(a, V(i, s), r);
  if (D.useEffect(() => {
    const d = a.current;
    if (!d || d.nodeType !== window.Node.ELEMENT_NODE || n)
      return;
    const f = (m) => {
      !Sc(m.target) || // No need wave
      !d.getAttribute || d.getAttribute("disabled") || d.disabled || d.className.includes("disabled") && !d.className.includes("disabled:") || d.getAttribute("aria-disabled") === "true" || d.className.includes("-leave") || c(m);
    };
    return d.addEventListener("click", f, !0), () => {
      d.removeEventListener("click", f, !0);
    };
  }, [n]), !/* @__PURE__ */ D.isValidElement(t))
    return t ?? null;
  const u = zr(t) ? Wn(Co(t), a) : a;
  return xr(t, {
    ref: u
  });
}, Lr = (e) => {
  const t = D.useContext(po);
  return D.useMemo(() => e ? typeof e == "string" ? e ?? t : typeof e == "function" ? e(t) : t : t, [e, t]);
}, jv = /* @__PURE__ */ l.createContext(null), Cc = (e, t) => {
  const n = l.useContext(jv), r = l.useMemo(() => {
    if (!n)
      return "";
    const {
      compactDirection: o,
      isFirstItem: a,
      isLastItem: i
    } = n, s = o === "vertical" ? "-vertical-" : "-";
    return V(`${e}-compact${s}item`, {
      [`${e}-compact${s}first-item`]: a,
      [`${e}-compact${s}last-item`]: i,
      [`${e}-compact${s}item-rtl`]: t === "rtl"
    });
  }, [e, t, n]);
  return {
    compactSize: n?.compactSize,
    compactDirection: n?.compactDirection,
    compactItemClassnames: r
  };
}, tC = (e) => {
  const {
    children: t
  } = e;
  return /* @__PURE__ */ l.createElement(jv.Provider, {
    value: null
  }, t);
};
var nC = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const zv = /* @__PURE__ */ l.createContext(void 0), rC = (e) => {
  const {
    getPrefixCls: t,
    direction: n
  } = l.useContext(ct), {
    prefixCls: r,
    size: o,
    className: a
  } = e, i = nC(e, ["prefixCls", "size", "className"]), s = t("btn-group", r), [, , c] = vn(), u = l.useMemo(() => {
    switch (o) {
      case "large":
        return "lg";
      case "small":
        return "sm";
      default:
        return "";
    }
  }, [o]), d = V(s, {
    [`${s}-${u}`]: u,
    [`${s}-rtl`]: n === "rtl"
  }, a, c);
  return /* @__PURE__ */ l.createElement(zv.Provider, {
    value: o
  }, /* @__PURE__ */ l.createElement("div", Object.assign({}, i, {
    className: d
  })));
}, nd = /^[\u4E00-\u9FA5]{2}$/, Es = nd.test.bind(nd);
function Av(e) {
  return e === "danger" ? {
    danger: !0
  } : {
    type: e
  };
}
function rd(e) {
  return typeof e == "string";
}
function ml(e) {
  return e === "text" || e === "link";
}
function oC(e, t) {
  if (e == null)
    return;
  const n = t ? " " : "";
  return typeof e != "string" && typeof e != "number" && rd(e.type) && Es(e.props.children) ? xr(e, {
    children: e.props.children.split("").join(n)
  }) : rd(e) ? Es(e) ? /* @__PURE__ */ D.createElement("span", null, e.split("").join(n)) : /* @__PURE__ */ D.createElement("span", null, e) : $v(e) ? /* @__PURE__ */ D.createElement("span", null, e) : e;
}
function aC(e, t) {
  let n = !1;
  const r = [];
  return D.Children.forEach(e, (o) => {
    const a = typeof o, i = a === "string" || a === "number";
    if (n && i) {
      const s = r.length - 1, c = r[s];
      r[s] = `${c}${o}`;
    } else
      r.push(o);
    n = i;
  }), D.Children.map(r, (o) => oC(o, t));
}
["default", "primary", "danger"].concat($e(Nr));
const Lv = /* @__PURE__ */ la((e, t) => {
  const {
    className: n,
    style: r,
    children: o,
    prefixCls: a
  } = e, i = V(`${a}-icon`, n);
  return /* @__PURE__ */ D.createElement("span", {
    ref: t,
    className: i,
    style: r
  }, o);
}), od = /* @__PURE__ */ la((e, t) => {
  const {
    prefixCls: n,
    className: r,
    style: o,
    iconClassName: a
  } = e, i = V(`${n}-loading-icon`, r);
  return /* @__PURE__ */ D.createElement(Lv, {
    prefixCls: n,
    className: i,
    style: o,
    ref: t
  }, /* @__PURE__ */ D.createElement(yo, {
    className: a
  }));
}), vl = () => ({
  width: 0,
  opacity: 0,
  transform: "scale(0)"
}), gl = (e) => ({
  width: e.scrollWidth,
  opacity: 1,
  transform: "scale(1)"
}), iC = (e) => {
  const {
    prefixCls: t,
    loading: n,
    existIcon: r,
    className: o,
    style: a,
    mount: i
  } = e, s = !!n;
  return r ? /* @__PURE__ */ D.createElement(od, {
    prefixCls: t,
    className: o,
    style: a
  }) : /* @__PURE__ */ D.createElement(kn, {
    visible: s,
    // Used for minus flex gap style only
    motionName: `${t}-loading-icon-motion`,
    motionAppear: !i,
    motionEnter: !i,
    motionLeave: !i,
    removeOnLeave: !0,
    onAppearStart: vl,
    onAppearActive: gl,
    onEnterStart: vl,
    onEnterActive: gl,
    onLeaveStart: gl,
    onLeaveActive: vl
  }, ({
    className: c,
    style: u
  }, d) => {
    const f = Object.assign(Object.assign({}, a), u);
    return /* @__PURE__ */ D.createElement(od, {
      prefixCls: t,
      className: V(o, c),
      style: f,
      ref: d
    });
  });
}, ad = (e, t) => ({
  // Border
  [`> span, > ${e}`]: {
    "&:not(:last-child)": {
      [`&, & > ${e}`]: {
        "&:not(:disabled)": {
          borderInlineEndColor: t
        }
      }
    },
    "&:not(:first-child)": {
      [`&, & > ${e}`]: {
        "&:not(:disabled)": {
          borderInlineStartColor: t
        }
      }
    }
  }
}), lC = (e) => {
  const {
    componentCls: t,
    fontSize: n,
    lineWidth: r,
    groupBorderColor: o,
    colorErrorHover: a
  } = e;
  return {
    [`${t}-group`]: [
      {
        position: "relative",
        display: "inline-flex",
        // Border
        [`> span, > ${t}`]: {
          "&:not(:last-child)": {
            [`&, & > ${t}`]: {
              borderStartEndRadius: 0,
              borderEndEndRadius: 0
            }
          },
          "&:not(:first-child)": {
            marginInlineStart: e.calc(r).mul(-1).equal(),
            [`&, & > ${t}`]: {
              borderStartStartRadius: 0,
              borderEndStartRadius: 0
            }
          }
        },
        [t]: {
          position: "relative",
          zIndex: 1,
          "&:hover, &:focus, &:active": {
            zIndex: 2
          },
          "&[disabled]": {
            zIndex: 0
          }
        },
        [`${t}-icon-only`]: {
          fontSize: n
        }
      },
      // Border Color
      ad(`${t}-primary`, o),
      ad(`${t}-danger`, a)
    ]
  };
};
var sC = ["b"], cC = ["v"], pl = function(t) {
  return Math.round(Number(t || 0));
}, uC = function(t) {
  if (t instanceof It)
    return t;
  if (t && Be(t) === "object" && "h" in t && "b" in t) {
    var n = t, r = n.b, o = at(n, sC);
    return j(j({}, o), {}, {
      v: r
    });
  }
  return typeof t == "string" && /hsb/.test(t) ? t.replace(/hsb/, "hsv") : t;
}, na = /* @__PURE__ */ (function(e) {
  tr(n, e);
  var t = ar(n);
  function n(r) {
    return Kt(this, n), t.call(this, uC(r));
  }
  return Xt(n, [{
    key: "toHsbString",
    value: function() {
      var o = this.toHsb(), a = pl(o.s * 100), i = pl(o.b * 100), s = pl(o.h), c = o.a, u = "hsb(".concat(s, ", ").concat(a, "%, ").concat(i, "%)"), d = "hsba(".concat(s, ", ").concat(a, "%, ").concat(i, "%, ").concat(c.toFixed(c === 0 ? 0 : 2), ")");
      return c === 1 ? u : d;
    }
  }, {
    key: "toHsb",
    value: function() {
      var o = this.toHsv(), a = o.v, i = at(o, cC);
      return j(j({}, i), {}, {
        b: a,
        a: this.a
      });
    }
  }]), n;
})(It), dC = function(t) {
  return t instanceof na ? t : new na(t);
};
dC("#1677ff");
const fC = (e, t) => e?.replace(/[^\w/]/g, "").slice(0, t ? 8 : 6) || "", mC = (e, t) => e ? fC(e, t) : "";
let Os = /* @__PURE__ */ (function() {
  function e(t) {
    Kt(this, e);
    var n;
    if (this.cleared = !1, t instanceof e) {
      this.metaColor = t.metaColor.clone(), this.colors = (n = t.colors) === null || n === void 0 ? void 0 : n.map((o) => ({
        color: new e(o.color),
        percent: o.percent
      })), this.cleared = t.cleared;
      return;
    }
    const r = Array.isArray(t);
    r && t.length ? (this.colors = t.map(({
      color: o,
      percent: a
    }) => ({
      color: new e(o),
      percent: a
    })), this.metaColor = new na(this.colors[0].color.metaColor)) : this.metaColor = new na(r ? "" : t), (!t || r && !this.colors) && (this.metaColor = this.metaColor.setA(0), this.cleared = !0);
  }
  return Xt(e, [{
    key: "toHsb",
    value: function() {
      return this.metaColor.toHsb();
    }
  }, {
    key: "toHsbString",
    value: function() {
      return this.metaColor.toHsbString();
    }
  }, {
    key: "toHex",
    value: function() {
      return mC(this.toHexString(), this.metaColor.a < 1);
    }
  }, {
    key: "toHexString",
    value: function() {
      return this.metaColor.toHexString();
    }
  }, {
    key: "toRgb",
    value: function() {
      return this.metaColor.toRgb();
    }
  }, {
    key: "toRgbString",
    value: function() {
      return this.metaColor.toRgbString();
    }
  }, {
    key: "isGradient",
    value: function() {
      return !!this.colors && !this.cleared;
    }
  }, {
    key: "getColors",
    value: function() {
      return this.colors || [{
        color: this,
        percent: 0
      }];
    }
  }, {
    key: "toCssString",
    value: function() {
      const {
        colors: n
      } = this;
      return n ? `linear-gradient(90deg, ${n.map((o) => `${o.color.toRgbString()} ${o.percent}%`).join(", ")})` : this.metaColor.toRgbString();
    }
  }, {
    key: "equals",
    value: function(n) {
      return !n || this.isGradient() !== n.isGradient() ? !1 : this.isGradient() ? this.colors.length === n.colors.length && this.colors.every((r, o) => {
        const a = n.colors[o];
        return r.percent === a.percent && r.color.equals(a.color);
      }) : this.toHexString() === n.toHexString();
    }
  }]);
})();
var vC = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M765.7 486.8L314.9 134.7A7.97 7.97 0 00302 141v77.3c0 4.9 2.3 9.6 6.1 12.6l360 281.1-360 281.1c-3.9 3-6.1 7.7-6.1 12.6V883c0 6.7 7.7 10.4 12.9 6.3l450.8-352.1a31.96 31.96 0 000-50.4z" } }] }, name: "right", theme: "outlined" }, gC = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: vC
  }));
}, id = /* @__PURE__ */ l.forwardRef(gC);
const pC = (e) => ({
  animationDuration: e,
  animationFillMode: "both"
}), hC = (e) => ({
  animationDuration: e,
  animationFillMode: "both"
}), Oi = (e, t, n, r, o = !1) => {
  const a = o ? "&" : "";
  return {
    [`
      ${a}${e}-enter,
      ${a}${e}-appear
    `]: Object.assign(Object.assign({}, pC(r)), {
      animationPlayState: "paused"
    }),
    [`${a}${e}-leave`]: Object.assign(Object.assign({}, hC(r)), {
      animationPlayState: "paused"
    }),
    [`
      ${a}${e}-enter${e}-enter-active,
      ${a}${e}-appear${e}-appear-active
    `]: {
      animationName: t,
      animationPlayState: "running"
    },
    [`${a}${e}-leave${e}-leave-active`]: {
      animationName: n,
      animationPlayState: "running",
      pointerEvents: "none"
    }
  };
}, bC = new ot("antFadeIn", {
  "0%": {
    opacity: 0
  },
  "100%": {
    opacity: 1
  }
}), yC = new ot("antFadeOut", {
  "0%": {
    opacity: 1
  },
  "100%": {
    opacity: 0
  }
}), SC = (e, t = !1) => {
  const {
    antCls: n
  } = e, r = `${n}-fade`, o = t ? "&" : "";
  return [Oi(r, bC, yC, e.motionDurationMid, t), {
    [`
        ${o}${r}-enter,
        ${o}${r}-appear
      `]: {
      opacity: 0,
      animationTimingFunction: "linear"
    },
    [`${o}${r}-leave`]: {
      animationTimingFunction: "linear"
    }
  }];
}, CC = new ot("antMoveDownIn", {
  "0%": {
    transform: "translate3d(0, 100%, 0)",
    transformOrigin: "0 0",
    opacity: 0
  },
  "100%": {
    transform: "translate3d(0, 0, 0)",
    transformOrigin: "0 0",
    opacity: 1
  }
}), $C = new ot("antMoveDownOut", {
  "0%": {
    transform: "translate3d(0, 0, 0)",
    transformOrigin: "0 0",
    opacity: 1
  },
  "100%": {
    transform: "translate3d(0, 100%, 0)",
    transformOrigin: "0 0",
    opacity: 0
  }
}), xC = new ot("antMoveLeftIn", {
  "0%": {
    transform: "translate3d(-100%, 0, 0)",
    transformOrigin: "0 0",
    opacity: 0
  },
  "100%": {
    transform: "translate3d(0, 0, 0)",
    transformOrigin: "0 0",
    opacity: 1
  }
}), wC = new ot("antMoveLeftOut", {
  "0%": {
    transform: "translate3d(0, 0, 0)",
    transformOrigin: "0 0",
    opacity: 1
  },
  "100%": {
    transform: "translate3d(-100%, 0, 0)",
    transformOrigin: "0 0",
    opacity: 0
  }
}), EC = new ot("antMoveRightIn", {
  "0%": {
    transform: "translate3d(100%, 0, 0)",
    transformOrigin: "0 0",
    opacity: 0
  },
  "100%": {
    transform: "translate3d(0, 0, 0)",
    transformOrigin: "0 0",
    opacity: 1
  }
}), OC = new ot("antMoveRightOut", {
  "0%": {
    transform: "translate3d(0, 0, 0)",
    transformOrigin: "0 0",
    opacity: 1
  },
  "100%": {
    transform: "translate3d(100%, 0, 0)",
    transformOrigin: "0 0",
    opacity: 0
  }
}), IC = new ot("antMoveUpIn", {
  "0%": {
    transform: "translate3d(0, -100%, 0)",
    transformOrigin: "0 0",
    opacity: 0
  },
  "100%": {
    transform: "translate3d(0, 0, 0)",
    transformOrigin: "0 0",
    opacity: 1
  }
}), PC = new ot("antMoveUpOut", {
  "0%": {
    transform: "translate3d(0, 0, 0)",
    transformOrigin: "0 0",
    opacity: 1
  },
  "100%": {
    transform: "translate3d(0, -100%, 0)",
    transformOrigin: "0 0",
    opacity: 0
  }
}), RC = {
  "move-up": {
    inKeyframes: IC,
    outKeyframes: PC
  },
  "move-down": {
    inKeyframes: CC,
    outKeyframes: $C
  },
  "move-left": {
    inKeyframes: xC,
    outKeyframes: wC
  },
  "move-right": {
    inKeyframes: EC,
    outKeyframes: OC
  }
}, ld = (e, t) => {
  const {
    antCls: n
  } = e, r = `${n}-${t}`, {
    inKeyframes: o,
    outKeyframes: a
  } = RC[t];
  return [Oi(r, o, a, e.motionDurationMid), {
    [`
        ${r}-enter,
        ${r}-appear
      `]: {
      opacity: 0,
      animationTimingFunction: e.motionEaseOutCirc
    },
    [`${r}-leave`]: {
      animationTimingFunction: e.motionEaseInOutCirc
    }
  }];
}, Bv = new ot("antSlideUpIn", {
  "0%": {
    transform: "scaleY(0.8)",
    transformOrigin: "0% 0%",
    opacity: 0
  },
  "100%": {
    transform: "scaleY(1)",
    transformOrigin: "0% 0%",
    opacity: 1
  }
}), Dv = new ot("antSlideUpOut", {
  "0%": {
    transform: "scaleY(1)",
    transformOrigin: "0% 0%",
    opacity: 1
  },
  "100%": {
    transform: "scaleY(0.8)",
    transformOrigin: "0% 0%",
    opacity: 0
  }
}), Fv = new ot("antSlideDownIn", {
  "0%": {
    transform: "scaleY(0.8)",
    transformOrigin: "100% 100%",
    opacity: 0
  },
  "100%": {
    transform: "scaleY(1)",
    transformOrigin: "100% 100%",
    opacity: 1
  }
}), Hv = new ot("antSlideDownOut", {
  "0%": {
    transform: "scaleY(1)",
    transformOrigin: "100% 100%",
    opacity: 1
  },
  "100%": {
    transform: "scaleY(0.8)",
    transformOrigin: "100% 100%",
    opacity: 0
  }
}), MC = new ot("antSlideLeftIn", {
  "0%": {
    transform: "scaleX(0.8)",
    transformOrigin: "0% 0%",
    opacity: 0
  },
  "100%": {
    transform: "scaleX(1)",
    transformOrigin: "0% 0%",
    opacity: 1
  }
}), TC = new ot("antSlideLeftOut", {
  "0%": {
    transform: "scaleX(1)",
    transformOrigin: "0% 0%",
    opacity: 1
  },
  "100%": {
    transform: "scaleX(0.8)",
    transformOrigin: "0% 0%",
    opacity: 0
  }
}), NC = new ot("antSlideRightIn", {
  "0%": {
    transform: "scaleX(0.8)",
    transformOrigin: "100% 0%",
    opacity: 0
  },
  "100%": {
    transform: "scaleX(1)",
    transformOrigin: "100% 0%",
    opacity: 1
  }
}), _C = new ot("antSlideRightOut", {
  "0%": {
    transform: "scaleX(1)",
    transformOrigin: "100% 0%",
    opacity: 1
  },
  "100%": {
    transform: "scaleX(0.8)",
    transformOrigin: "100% 0%",
    opacity: 0
  }
}), jC = {
  "slide-up": {
    inKeyframes: Bv,
    outKeyframes: Dv
  },
  "slide-down": {
    inKeyframes: Fv,
    outKeyframes: Hv
  },
  "slide-left": {
    inKeyframes: MC,
    outKeyframes: TC
  },
  "slide-right": {
    inKeyframes: NC,
    outKeyframes: _C
  }
}, li = (e, t) => {
  const {
    antCls: n
  } = e, r = `${n}-${t}`, {
    inKeyframes: o,
    outKeyframes: a
  } = jC[t];
  return [Oi(r, o, a, e.motionDurationMid), {
    [`
      ${r}-enter,
      ${r}-appear
    `]: {
      transform: "scale(0)",
      transformOrigin: "0% 0%",
      opacity: 0,
      animationTimingFunction: e.motionEaseOutQuint,
      "&-prepare": {
        transform: "scale(1)"
      }
    },
    [`${r}-leave`]: {
      animationTimingFunction: e.motionEaseInQuint
    }
  }];
}, zC = new ot("antZoomIn", {
  "0%": {
    transform: "scale(0.2)",
    opacity: 0
  },
  "100%": {
    transform: "scale(1)",
    opacity: 1
  }
}), AC = new ot("antZoomOut", {
  "0%": {
    transform: "scale(1)"
  },
  "100%": {
    transform: "scale(0.2)",
    opacity: 0
  }
}), sd = new ot("antZoomBigIn", {
  "0%": {
    transform: "scale(0.8)",
    opacity: 0
  },
  "100%": {
    transform: "scale(1)",
    opacity: 1
  }
}), cd = new ot("antZoomBigOut", {
  "0%": {
    transform: "scale(1)"
  },
  "100%": {
    transform: "scale(0.8)",
    opacity: 0
  }
}), LC = new ot("antZoomUpIn", {
  "0%": {
    transform: "scale(0.8)",
    transformOrigin: "50% 0%",
    opacity: 0
  },
  "100%": {
    transform: "scale(1)",
    transformOrigin: "50% 0%"
  }
}), BC = new ot("antZoomUpOut", {
  "0%": {
    transform: "scale(1)",
    transformOrigin: "50% 0%"
  },
  "100%": {
    transform: "scale(0.8)",
    transformOrigin: "50% 0%",
    opacity: 0
  }
}), DC = new ot("antZoomLeftIn", {
  "0%": {
    transform: "scale(0.8)",
    transformOrigin: "0% 50%",
    opacity: 0
  },
  "100%": {
    transform: "scale(1)",
    transformOrigin: "0% 50%"
  }
}), FC = new ot("antZoomLeftOut", {
  "0%": {
    transform: "scale(1)",
    transformOrigin: "0% 50%"
  },
  "100%": {
    transform: "scale(0.8)",
    transformOrigin: "0% 50%",
    opacity: 0
  }
}), HC = new ot("antZoomRightIn", {
  "0%": {
    transform: "scale(0.8)",
    transformOrigin: "100% 50%",
    opacity: 0
  },
  "100%": {
    transform: "scale(1)",
    transformOrigin: "100% 50%"
  }
}), VC = new ot("antZoomRightOut", {
  "0%": {
    transform: "scale(1)",
    transformOrigin: "100% 50%"
  },
  "100%": {
    transform: "scale(0.8)",
    transformOrigin: "100% 50%",
    opacity: 0
  }
}), WC = new ot("antZoomDownIn", {
  "0%": {
    transform: "scale(0.8)",
    transformOrigin: "50% 100%",
    opacity: 0
  },
  "100%": {
    transform: "scale(1)",
    transformOrigin: "50% 100%"
  }
}), GC = new ot("antZoomDownOut", {
  "0%": {
    transform: "scale(1)",
    transformOrigin: "50% 100%"
  },
  "100%": {
    transform: "scale(0.8)",
    transformOrigin: "50% 100%",
    opacity: 0
  }
}), kC = {
  zoom: {
    inKeyframes: zC,
    outKeyframes: AC
  },
  "zoom-big": {
    inKeyframes: sd,
    outKeyframes: cd
  },
  "zoom-big-fast": {
    inKeyframes: sd,
    outKeyframes: cd
  },
  "zoom-left": {
    inKeyframes: DC,
    outKeyframes: FC
  },
  "zoom-right": {
    inKeyframes: HC,
    outKeyframes: VC
  },
  "zoom-up": {
    inKeyframes: LC,
    outKeyframes: BC
  },
  "zoom-down": {
    inKeyframes: WC,
    outKeyframes: GC
  }
}, Vv = (e, t) => {
  const {
    antCls: n
  } = e, r = `${n}-${t}`, {
    inKeyframes: o,
    outKeyframes: a
  } = kC[t];
  return [Oi(r, o, a, t === "zoom-big-fast" ? e.motionDurationFast : e.motionDurationMid), {
    [`
        ${r}-enter,
        ${r}-appear
      `]: {
      transform: "scale(0)",
      opacity: 0,
      animationTimingFunction: e.motionEaseOutCirc,
      "&-prepare": {
        transform: "none"
      }
    },
    [`${r}-leave`]: {
      animationTimingFunction: e.motionEaseInOutCirc
    }
  }];
}, UC = (e) => e instanceof Os ? e : new Os(e), qC = (e, t) => {
  const {
    r: n,
    g: r,
    b: o,
    a
  } = e.toRgb(), i = new na(e.toRgbString()).onBackground(t).toHsv();
  return a <= 0.5 ? i.v > 0.5 : n * 0.299 + r * 0.587 + o * 0.114 > 192;
}, Wv = (e) => {
  const {
    paddingInline: t,
    onlyIconSize: n
  } = e;
  return xt(e, {
    buttonPaddingHorizontal: t,
    buttonPaddingVertical: 0,
    buttonIconOnlyFontSize: n
  });
}, Gv = (e) => {
  var t, n, r, o, a, i;
  const s = (t = e.contentFontSize) !== null && t !== void 0 ? t : e.fontSize, c = (n = e.contentFontSizeSM) !== null && n !== void 0 ? n : e.fontSize, u = (r = e.contentFontSizeLG) !== null && r !== void 0 ? r : e.fontSizeLG, d = (o = e.contentLineHeight) !== null && o !== void 0 ? o : Ga(s), f = (a = e.contentLineHeightSM) !== null && a !== void 0 ? a : Ga(c), m = (i = e.contentLineHeightLG) !== null && i !== void 0 ? i : Ga(u), g = qC(new Os(e.colorBgSolid), "#fff") ? "#000" : "#fff", p = Nr.reduce((h, v) => Object.assign(Object.assign({}, h), {
    [`${v}ShadowColor`]: `0 ${H(e.controlOutlineWidth)} 0 ${Bo(e[`${v}1`], e.colorBgContainer)}`
  }), {});
  return Object.assign(Object.assign({}, p), {
    fontWeight: 400,
    iconGap: e.marginXS,
    defaultShadow: `0 ${e.controlOutlineWidth}px 0 ${e.controlTmpOutline}`,
    primaryShadow: `0 ${e.controlOutlineWidth}px 0 ${e.controlOutline}`,
    dangerShadow: `0 ${e.controlOutlineWidth}px 0 ${e.colorErrorOutline}`,
    primaryColor: e.colorTextLightSolid,
    dangerColor: e.colorTextLightSolid,
    borderColorDisabled: e.colorBorder,
    defaultGhostColor: e.colorBgContainer,
    ghostBg: "transparent",
    defaultGhostBorderColor: e.colorBgContainer,
    paddingInline: e.paddingContentHorizontal - e.lineWidth,
    paddingInlineLG: e.paddingContentHorizontal - e.lineWidth,
    paddingInlineSM: 8 - e.lineWidth,
    onlyIconSize: "inherit",
    onlyIconSizeSM: "inherit",
    onlyIconSizeLG: "inherit",
    groupBorderColor: e.colorPrimaryHover,
    linkHoverBg: "transparent",
    textTextColor: e.colorText,
    textTextHoverColor: e.colorText,
    textTextActiveColor: e.colorText,
    textHoverBg: e.colorFillTertiary,
    defaultColor: e.colorText,
    defaultBg: e.colorBgContainer,
    defaultBorderColor: e.colorBorder,
    defaultBorderColorDisabled: e.colorBorder,
    defaultHoverBg: e.colorBgContainer,
    defaultHoverColor: e.colorPrimaryHover,
    defaultHoverBorderColor: e.colorPrimaryHover,
    defaultActiveBg: e.colorBgContainer,
    defaultActiveColor: e.colorPrimaryActive,
    defaultActiveBorderColor: e.colorPrimaryActive,
    solidTextColor: g,
    contentFontSize: s,
    contentFontSizeSM: c,
    contentFontSizeLG: u,
    contentLineHeight: d,
    contentLineHeightSM: f,
    contentLineHeightLG: m,
    paddingBlock: Math.max((e.controlHeight - s * d) / 2 - e.lineWidth, 0),
    paddingBlockSM: Math.max((e.controlHeightSM - c * f) / 2 - e.lineWidth, 0),
    paddingBlockLG: Math.max((e.controlHeightLG - u * m) / 2 - e.lineWidth, 0)
  });
}, KC = (e) => {
  const {
    componentCls: t,
    iconCls: n,
    fontWeight: r,
    opacityLoading: o,
    motionDurationSlow: a,
    motionEaseInOut: i,
    iconGap: s,
    calc: c
  } = e;
  return {
    [t]: {
      outline: "none",
      position: "relative",
      display: "inline-flex",
      gap: s,
      alignItems: "center",
      justifyContent: "center",
      fontWeight: r,
      whiteSpace: "nowrap",
      textAlign: "center",
      backgroundImage: "none",
      background: "transparent",
      border: `${H(e.lineWidth)} ${e.lineType} transparent`,
      cursor: "pointer",
      transition: `all ${e.motionDurationMid} ${e.motionEaseInOut}`,
      userSelect: "none",
      touchAction: "manipulation",
      color: e.colorText,
      "&:disabled > *": {
        pointerEvents: "none"
      },
      // https://github.com/ant-design/ant-design/issues/51380
      [`${t}-icon > svg`]: Ci(),
      "> a": {
        color: "currentColor"
      },
      "&:not(:disabled)": yr(e),
      [`&${t}-two-chinese-chars::first-letter`]: {
        letterSpacing: "0.34em"
      },
      [`&${t}-two-chinese-chars > *:not(${n})`]: {
        marginInlineEnd: "-0.34em",
        letterSpacing: "0.34em"
      },
      [`&${t}-icon-only`]: {
        paddingInline: 0,
        // make `btn-icon-only` not too narrow
        [`&${t}-compact-item`]: {
          flex: "none"
        }
      },
      // Loading
      [`&${t}-loading`]: {
        opacity: o,
        cursor: "default"
      },
      [`${t}-loading-icon`]: {
        transition: ["width", "opacity", "margin"].map((u) => `${u} ${a} ${i}`).join(",")
      },
      // iconPosition
      [`&:not(${t}-icon-end)`]: {
        [`${t}-loading-icon-motion`]: {
          "&-appear-start, &-enter-start": {
            marginInlineEnd: c(s).mul(-1).equal()
          },
          "&-appear-active, &-enter-active": {
            marginInlineEnd: 0
          },
          "&-leave-start": {
            marginInlineEnd: 0
          },
          "&-leave-active": {
            marginInlineEnd: c(s).mul(-1).equal()
          }
        }
      },
      "&-icon-end": {
        flexDirection: "row-reverse",
        [`${t}-loading-icon-motion`]: {
          "&-appear-start, &-enter-start": {
            marginInlineStart: c(s).mul(-1).equal()
          },
          "&-appear-active, &-enter-active": {
            marginInlineStart: 0
          },
          "&-leave-start": {
            marginInlineStart: 0
          },
          "&-leave-active": {
            marginInlineStart: c(s).mul(-1).equal()
          }
        }
      }
    }
  };
}, kv = (e, t, n) => ({
  [`&:not(:disabled):not(${e}-disabled)`]: {
    "&:hover": t,
    "&:active": n
  }
}), XC = (e) => ({
  minWidth: e.controlHeight,
  paddingInline: 0,
  borderRadius: "50%"
}), YC = (e) => ({
  cursor: "not-allowed",
  borderColor: e.borderColorDisabled,
  color: e.colorTextDisabled,
  background: e.colorBgContainerDisabled,
  boxShadow: "none"
}), Ii = (e, t, n, r, o, a, i, s) => ({
  [`&${e}-background-ghost`]: Object.assign(Object.assign({
    color: n || void 0,
    background: t,
    borderColor: r || void 0,
    boxShadow: "none"
  }, kv(e, Object.assign({
    background: t
  }, i), Object.assign({
    background: t
  }, s))), {
    "&:disabled": {
      cursor: "not-allowed",
      color: o || void 0,
      borderColor: a || void 0
    }
  })
}), ZC = (e) => ({
  [`&:disabled, &${e.componentCls}-disabled`]: Object.assign({}, YC(e))
}), QC = (e) => ({
  [`&:disabled, &${e.componentCls}-disabled`]: {
    cursor: "not-allowed",
    color: e.colorTextDisabled
  }
}), Pi = (e, t, n, r) => {
  const a = r && ["link", "text"].includes(r) ? QC : ZC;
  return Object.assign(Object.assign({}, a(e)), kv(e.componentCls, t, n));
}, Ri = (e, t, n, r, o) => ({
  [`&${e.componentCls}-variant-solid`]: Object.assign({
    color: t,
    background: n
  }, Pi(e, r, o))
}), Mi = (e, t, n, r, o) => ({
  [`&${e.componentCls}-variant-outlined, &${e.componentCls}-variant-dashed`]: Object.assign({
    borderColor: t,
    background: n
  }, Pi(e, r, o))
}), Ti = (e) => ({
  [`&${e.componentCls}-variant-dashed`]: {
    borderStyle: "dashed"
  }
}), Ni = (e, t, n, r) => ({
  [`&${e.componentCls}-variant-filled`]: Object.assign({
    boxShadow: "none",
    background: t
  }, Pi(e, n, r))
}), er = (e, t, n, r, o) => ({
  [`&${e.componentCls}-variant-${n}`]: Object.assign({
    color: t,
    boxShadow: "none"
  }, Pi(e, r, o, n))
}), JC = (e) => {
  const {
    componentCls: t
  } = e;
  return Nr.reduce((n, r) => {
    const o = e[`${r}6`], a = e[`${r}1`], i = e[`${r}5`], s = e[`${r}2`], c = e[`${r}3`], u = e[`${r}7`];
    return Object.assign(Object.assign({}, n), {
      [`&${t}-color-${r}`]: Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({
        color: o,
        boxShadow: e[`${r}ShadowColor`]
      }, Ri(e, e.colorTextLightSolid, o, {
        background: i
      }, {
        background: u
      })), Mi(e, o, e.colorBgContainer, {
        color: i,
        borderColor: i,
        background: e.colorBgContainer
      }, {
        color: u,
        borderColor: u,
        background: e.colorBgContainer
      })), Ti(e)), Ni(e, a, {
        color: o,
        background: s
      }, {
        color: o,
        background: c
      })), er(e, o, "link", {
        color: i
      }, {
        color: u
      })), er(e, o, "text", {
        color: i,
        background: a
      }, {
        color: u,
        background: c
      }))
    });
  }, {});
}, e$ = (e) => Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({
  color: e.defaultColor,
  boxShadow: e.defaultShadow
}, Ri(e, e.solidTextColor, e.colorBgSolid, {
  color: e.solidTextColor,
  background: e.colorBgSolidHover
}, {
  color: e.solidTextColor,
  background: e.colorBgSolidActive
})), Ti(e)), Ni(e, e.colorFillTertiary, {
  color: e.defaultColor,
  background: e.colorFillSecondary
}, {
  color: e.defaultColor,
  background: e.colorFill
})), Ii(e.componentCls, e.ghostBg, e.defaultGhostColor, e.defaultGhostBorderColor, e.colorTextDisabled, e.colorBorder)), er(e, e.textTextColor, "link", {
  color: e.colorLinkHover,
  background: e.linkHoverBg
}, {
  color: e.colorLinkActive
})), t$ = (e) => Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({
  color: e.colorPrimary,
  boxShadow: e.primaryShadow
}, Mi(e, e.colorPrimary, e.colorBgContainer, {
  color: e.colorPrimaryTextHover,
  borderColor: e.colorPrimaryHover,
  background: e.colorBgContainer
}, {
  color: e.colorPrimaryTextActive,
  borderColor: e.colorPrimaryActive,
  background: e.colorBgContainer
})), Ti(e)), Ni(e, e.colorPrimaryBg, {
  color: e.colorPrimary,
  background: e.colorPrimaryBgHover
}, {
  color: e.colorPrimary,
  background: e.colorPrimaryBorder
})), er(e, e.colorPrimaryText, "text", {
  color: e.colorPrimaryTextHover,
  background: e.colorPrimaryBg
}, {
  color: e.colorPrimaryTextActive,
  background: e.colorPrimaryBorder
})), er(e, e.colorPrimaryText, "link", {
  color: e.colorPrimaryTextHover,
  background: e.linkHoverBg
}, {
  color: e.colorPrimaryTextActive
})), Ii(e.componentCls, e.ghostBg, e.colorPrimary, e.colorPrimary, e.colorTextDisabled, e.colorBorder, {
  color: e.colorPrimaryHover,
  borderColor: e.colorPrimaryHover
}, {
  color: e.colorPrimaryActive,
  borderColor: e.colorPrimaryActive
})), n$ = (e) => Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({
  color: e.colorError,
  boxShadow: e.dangerShadow
}, Ri(e, e.dangerColor, e.colorError, {
  background: e.colorErrorHover
}, {
  background: e.colorErrorActive
})), Mi(e, e.colorError, e.colorBgContainer, {
  color: e.colorErrorHover,
  borderColor: e.colorErrorBorderHover
}, {
  color: e.colorErrorActive,
  borderColor: e.colorErrorActive
})), Ti(e)), Ni(e, e.colorErrorBg, {
  color: e.colorError,
  background: e.colorErrorBgFilledHover
}, {
  color: e.colorError,
  background: e.colorErrorBgActive
})), er(e, e.colorError, "text", {
  color: e.colorErrorHover,
  background: e.colorErrorBg
}, {
  color: e.colorErrorHover,
  background: e.colorErrorBgActive
})), er(e, e.colorError, "link", {
  color: e.colorErrorHover
}, {
  color: e.colorErrorActive
})), Ii(e.componentCls, e.ghostBg, e.colorError, e.colorError, e.colorTextDisabled, e.colorBorder, {
  color: e.colorErrorHover,
  borderColor: e.colorErrorHover
}, {
  color: e.colorErrorActive,
  borderColor: e.colorErrorActive
})), r$ = (e) => Object.assign(Object.assign({}, er(e, e.colorLink, "link", {
  color: e.colorLinkHover
}, {
  color: e.colorLinkActive
})), Ii(e.componentCls, e.ghostBg, e.colorInfo, e.colorInfo, e.colorTextDisabled, e.colorBorder, {
  color: e.colorInfoHover,
  borderColor: e.colorInfoHover
}, {
  color: e.colorInfoActive,
  borderColor: e.colorInfoActive
})), o$ = (e) => {
  const {
    componentCls: t
  } = e;
  return Object.assign({
    [`${t}-color-default`]: e$(e),
    [`${t}-color-primary`]: t$(e),
    [`${t}-color-dangerous`]: n$(e),
    [`${t}-color-link`]: r$(e)
  }, JC(e));
}, a$ = (e) => Object.assign(Object.assign(Object.assign(Object.assign({}, Mi(e, e.defaultBorderColor, e.defaultBg, {
  color: e.defaultHoverColor,
  borderColor: e.defaultHoverBorderColor,
  background: e.defaultHoverBg
}, {
  color: e.defaultActiveColor,
  borderColor: e.defaultActiveBorderColor,
  background: e.defaultActiveBg
})), er(e, e.textTextColor, "text", {
  color: e.textTextHoverColor,
  background: e.textHoverBg
}, {
  color: e.textTextActiveColor,
  background: e.colorBgTextActive
})), Ri(e, e.primaryColor, e.colorPrimary, {
  background: e.colorPrimaryHover,
  color: e.primaryColor
}, {
  background: e.colorPrimaryActive,
  color: e.primaryColor
})), er(e, e.colorLink, "link", {
  color: e.colorLinkHover,
  background: e.linkHoverBg
}, {
  color: e.colorLinkActive
})), $c = (e, t = "") => {
  const {
    componentCls: n,
    controlHeight: r,
    fontSize: o,
    borderRadius: a,
    buttonPaddingHorizontal: i,
    iconCls: s,
    buttonPaddingVertical: c,
    buttonIconOnlyFontSize: u
  } = e;
  return [
    {
      [t]: {
        fontSize: o,
        height: r,
        padding: `${H(c)} ${H(i)}`,
        borderRadius: a,
        [`&${n}-icon-only`]: {
          width: r,
          [s]: {
            fontSize: u
          }
        }
      }
    },
    // Shape - patch prefixCls again to override solid border radius style
    {
      [`${n}${n}-circle${t}`]: XC(e)
    },
    {
      [`${n}${n}-round${t}`]: {
        borderRadius: e.controlHeight,
        [`&:not(${n}-icon-only)`]: {
          paddingInline: e.buttonPaddingHorizontal
        }
      }
    }
  ];
}, i$ = (e) => {
  const t = xt(e, {
    fontSize: e.contentFontSize
  });
  return $c(t, e.componentCls);
}, l$ = (e) => {
  const t = xt(e, {
    controlHeight: e.controlHeightSM,
    fontSize: e.contentFontSizeSM,
    padding: e.paddingXS,
    buttonPaddingHorizontal: e.paddingInlineSM,
    buttonPaddingVertical: 0,
    borderRadius: e.borderRadiusSM,
    buttonIconOnlyFontSize: e.onlyIconSizeSM
  });
  return $c(t, `${e.componentCls}-sm`);
}, s$ = (e) => {
  const t = xt(e, {
    controlHeight: e.controlHeightLG,
    fontSize: e.contentFontSizeLG,
    buttonPaddingHorizontal: e.paddingInlineLG,
    buttonPaddingVertical: 0,
    borderRadius: e.borderRadiusLG,
    buttonIconOnlyFontSize: e.onlyIconSizeLG
  });
  return $c(t, `${e.componentCls}-lg`);
}, c$ = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [t]: {
      [`&${t}-block`]: {
        width: "100%"
      }
    }
  };
}, u$ = Lt("Button", (e) => {
  const t = Wv(e);
  return [
    // Shared
    KC(t),
    // Size
    i$(t),
    l$(t),
    s$(t),
    // Block
    c$(t),
    // Color
    o$(t),
    // https://github.com/ant-design/ant-design/issues/50969
    a$(t),
    // Button Group
    lC(t)
  ];
}, Gv, {
  unitless: {
    fontWeight: !0,
    contentLineHeight: !0,
    contentLineHeightSM: !0,
    contentLineHeightLG: !0
  }
});
function d$(e, t, n, r) {
  const {
    focusElCls: o,
    focus: a,
    borderElCls: i
  } = n, s = i ? "> *" : "", c = ["hover", a ? "focus" : null, "active"].filter(Boolean).map((u) => `&:${u} ${s}`).join(",");
  return {
    [`&-item:not(${t}-last-item)`]: {
      marginInlineEnd: e.calc(e.lineWidth).mul(-1).equal()
    },
    [`&-item:not(${r}-status-success)`]: {
      zIndex: 2
    },
    "&-item": Object.assign(Object.assign({
      [c]: {
        zIndex: 3
      }
    }, o ? {
      [`&${o}`]: {
        zIndex: 3
      }
    } : {}), {
      [`&[disabled] ${s}`]: {
        zIndex: 0
      }
    })
  };
}
function f$(e, t, n) {
  const {
    borderElCls: r
  } = n, o = r ? `> ${r}` : "";
  return {
    [`&-item:not(${t}-first-item):not(${t}-last-item) ${o}`]: {
      borderRadius: 0
    },
    [`&-item:not(${t}-last-item)${t}-first-item`]: {
      [`& ${o}, &${e}-sm ${o}, &${e}-lg ${o}`]: {
        borderStartEndRadius: 0,
        borderEndEndRadius: 0
      }
    },
    [`&-item:not(${t}-first-item)${t}-last-item`]: {
      [`& ${o}, &${e}-sm ${o}, &${e}-lg ${o}`]: {
        borderStartStartRadius: 0,
        borderEndStartRadius: 0
      }
    }
  };
}
function xc(e, t = {
  focus: !0
}) {
  const {
    componentCls: n
  } = e, {
    componentCls: r
  } = t, o = r || n, a = `${o}-compact`;
  return {
    [a]: Object.assign(Object.assign({}, d$(e, a, t, o)), f$(o, a, t))
  };
}
function m$(e, t, n) {
  return {
    // border collapse
    [`&-item:not(${t}-last-item)`]: {
      marginBottom: e.calc(e.lineWidth).mul(-1).equal()
    },
    [`&-item:not(${n}-status-success)`]: {
      zIndex: 2
    },
    "&-item": {
      "&:hover,&:focus,&:active": {
        zIndex: 3
      },
      "&[disabled]": {
        zIndex: 0
      }
    }
  };
}
function v$(e, t) {
  return {
    [`&-item:not(${t}-first-item):not(${t}-last-item)`]: {
      borderRadius: 0
    },
    [`&-item${t}-first-item:not(${t}-last-item)`]: {
      [`&, &${e}-sm, &${e}-lg`]: {
        borderEndEndRadius: 0,
        borderEndStartRadius: 0
      }
    },
    [`&-item${t}-last-item:not(${t}-first-item)`]: {
      [`&, &${e}-sm, &${e}-lg`]: {
        borderStartStartRadius: 0,
        borderStartEndRadius: 0
      }
    }
  };
}
function g$(e) {
  const t = `${e.componentCls}-compact-vertical`;
  return {
    [t]: Object.assign(Object.assign({}, m$(e, t, e.componentCls)), v$(e.componentCls, t))
  };
}
const p$ = (e) => {
  const {
    componentCls: t,
    colorPrimaryHover: n,
    lineWidth: r,
    calc: o
  } = e, a = o(r).mul(-1).equal(), i = (s) => {
    const c = `${t}-compact${s ? "-vertical" : ""}-item${t}-primary:not([disabled])`;
    return {
      [`${c} + ${c}::before`]: {
        position: "absolute",
        top: s ? a : 0,
        insetInlineStart: s ? 0 : a,
        backgroundColor: n,
        content: '""',
        width: s ? "100%" : r,
        height: s ? r : "100%"
      }
    };
  };
  return Object.assign(Object.assign({}, i()), i(!0));
}, h$ = fa(["Button", "compact"], (e) => {
  const t = Wv(e);
  return [
    // Space Compact
    xc(t),
    g$(t),
    p$(t)
  ];
}, Gv);
var b$ = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
function y$(e) {
  if (typeof e == "object" && e) {
    let t = e?.delay;
    return t = !Number.isNaN(t) && typeof t == "number" ? t : 0, {
      loading: t <= 0,
      delay: t
    };
  }
  return {
    loading: !!e,
    delay: 0
  };
}
const S$ = {
  default: ["default", "outlined"],
  primary: ["primary", "solid"],
  dashed: ["default", "dashed"],
  // `link` is not a real color but we should compatible with it
  link: ["link", "link"],
  text: ["default", "text"]
}, C$ = /* @__PURE__ */ D.forwardRef((e, t) => {
  var n, r;
  const {
    loading: o = !1,
    prefixCls: a,
    color: i,
    variant: s,
    type: c,
    danger: u = !1,
    shape: d,
    size: f,
    styles: m,
    disabled: g,
    className: p,
    rootClassName: h,
    children: v,
    icon: y,
    iconPosition: b = "start",
    ghost: S = !1,
    block: x = !1,
    // React does not recognize the `htmlType` prop on a DOM element. Here we pick it out of `rest`.
    htmlType: $ = "button",
    classNames: C,
    style: E = {},
    autoInsertSpace: w,
    autoFocus: O
  } = e, I = b$(e, ["loading", "prefixCls", "color", "variant", "type", "danger", "shape", "size", "styles", "disabled", "className", "rootClassName", "children", "icon", "iconPosition", "ghost", "block", "htmlType", "classNames", "style", "autoInsertSpace", "autoFocus"]), M = c || "default", {
    button: P
  } = D.useContext(ct), R = d || P?.shape || "default", [T, L] = wn(() => {
    if (i && s)
      return [i, s];
    if (c || u) {
      const Ke = S$[M] || [];
      return u ? ["danger", Ke[1]] : Ke;
    }
    return P?.color && P?.variant ? [P.color, P.variant] : ["default", "outlined"];
  }, [i, s, c, u, P?.color, P?.variant, M]), z = T === "danger" ? "dangerous" : T, {
    getPrefixCls: A,
    direction: W,
    autoInsertSpace: B,
    className: G,
    style: F,
    classNames: X,
    styles: Z
  } = Gn("button"), U = (n = w ?? B) !== null && n !== void 0 ? n : !0, q = A("btn", a), [ne, le, re] = u$(q), ce = Wt(go), J = g ?? ce, Y = Wt(zv), te = wn(() => y$(o), [o]), [ee, Q] = Ct(te.loading), [K, ae] = Ct(!1), oe = we(null), ue = Sr(t, oe), de = Wl.count(v) === 1 && !y && !ml(L), fe = we(!0);
  D.useEffect(() => (fe.current = !1, () => {
    fe.current = !0;
  }), []), $t(() => {
    let Ke = null;
    te.delay > 0 ? Ke = setTimeout(() => {
      Ke = null, Q(!0);
    }, te.delay) : Q(te.loading);
    function pt() {
      Ke && (clearTimeout(Ke), Ke = null);
    }
    return pt;
  }, [te.delay, te.loading]), Mt(() => {
    if (!oe.current || !U)
      return;
    const Ke = oe.current.textContent || "";
    de && Es(Ke) ? K || ae(!0) : K && ae(!1);
  }), Mt(() => {
    O && oe.current && oe.current.focus();
  }, []);
  const ve = D.useCallback((Ke) => {
    var pt;
    if (ee || J) {
      Ke.preventDefault();
      return;
    }
    (pt = e.onClick) === null || pt === void 0 || pt.call(e, ("href" in e, Ke));
  }, [e.onClick, ee, J]), {
    compactSize: ye,
    compactItemClassnames: me
  } = Cc(q, W), Fe = {
    large: "lg",
    small: "sm",
    middle: void 0
  }, He = Lr((Ke) => {
    var pt, wt;
    return (wt = (pt = f ?? ye) !== null && pt !== void 0 ? pt : Y) !== null && wt !== void 0 ? wt : Ke;
  }), Xe = He && (r = Fe[He]) !== null && r !== void 0 ? r : "", qe = ee ? "loading" : y, Pe = yn(I, ["navigate"]), Ue = V(q, le, re, {
    [`${q}-${R}`]: R !== "default" && R,
    // Compatible with versions earlier than 5.21.0
    [`${q}-${M}`]: M,
    [`${q}-dangerous`]: u,
    [`${q}-color-${z}`]: z,
    [`${q}-variant-${L}`]: L,
    [`${q}-${Xe}`]: Xe,
    [`${q}-icon-only`]: !v && v !== 0 && !!qe,
    [`${q}-background-ghost`]: S && !ml(L),
    [`${q}-loading`]: ee,
    [`${q}-two-chinese-chars`]: K && U && !ee,
    [`${q}-block`]: x,
    [`${q}-rtl`]: W === "rtl",
    [`${q}-icon-end`]: b === "end"
  }, me, p, h, G), Re = Object.assign(Object.assign({}, F), E), Ve = V(C?.icon, X.icon), Te = Object.assign(Object.assign({}, m?.icon || {}), Z.icon || {}), be = (Ke) => /* @__PURE__ */ D.createElement(Lv, {
    prefixCls: q,
    className: Ve,
    style: Te
  }, Ke), Ne = () => /* @__PURE__ */ D.createElement(iC, {
    existIcon: !!y,
    prefixCls: q,
    loading: ee,
    mount: fe.current
  });
  let he;
  y && !ee ? he = be(y) : o && typeof o == "object" && o.icon ? he = be(o.icon) : he = Ne();
  const Ee = v || v === 0 ? aC(v, de && U) : null;
  if (Pe.href !== void 0)
    return ne(/* @__PURE__ */ D.createElement("a", Object.assign({}, Pe, {
      className: V(Ue, {
        [`${q}-disabled`]: J
      }),
      href: J ? void 0 : Pe.href,
      style: Re,
      onClick: ve,
      ref: ue,
      tabIndex: J ? -1 : 0,
      "aria-disabled": J
    }), he, Ee));
  let tt = /* @__PURE__ */ D.createElement("button", Object.assign({}, I, {
    type: $,
    className: Ue,
    style: Re,
    onClick: ve,
    disabled: J,
    ref: ue
  }), he, Ee, me && /* @__PURE__ */ D.createElement(h$, {
    prefixCls: q
  }));
  return ml(L) || (tt = /* @__PURE__ */ D.createElement(_v, {
    component: "Button",
    disabled: ee
  }, tt)), ne(tt);
}), sr = C$;
sr.Group = rC;
sr.__ANT_BUTTON = !0;
const hl = (e) => typeof e?.then == "function", Uv = (e) => {
  const {
    type: t,
    children: n,
    prefixCls: r,
    buttonProps: o,
    close: a,
    autoFocus: i,
    emitEvent: s,
    isSilent: c,
    quitOnNullishReturnValue: u,
    actionFn: d
  } = e, f = l.useRef(!1), m = l.useRef(null), [g, p] = ho(!1), h = (...b) => {
    a?.apply(void 0, b);
  };
  l.useEffect(() => {
    let b = null;
    return i && (b = setTimeout(() => {
      var S;
      (S = m.current) === null || S === void 0 || S.focus({
        preventScroll: !0
      });
    })), () => {
      b && clearTimeout(b);
    };
  }, [i]);
  const v = (b) => {
    hl(b) && (p(!0), b.then((...S) => {
      p(!1, !0), h.apply(void 0, S), f.current = !1;
    }, (S) => {
      if (p(!1, !0), f.current = !1, !c?.())
        return Promise.reject(S);
    }));
  }, y = (b) => {
    if (f.current)
      return;
    if (f.current = !0, !d) {
      h();
      return;
    }
    let S;
    if (s) {
      if (S = d(b), u && !hl(S)) {
        f.current = !1, h(b);
        return;
      }
    } else if (d.length)
      S = d(a), f.current = !1;
    else if (S = d(), !hl(S)) {
      h();
      return;
    }
    v(S);
  };
  return /* @__PURE__ */ l.createElement(sr, Object.assign({}, Av(t), {
    onClick: y,
    loading: g,
    prefixCls: r
  }, o, {
    ref: m
  }), n);
}, va = /* @__PURE__ */ D.createContext({}), {
  Provider: qv
} = va, ud = () => {
  const {
    autoFocusButton: e,
    cancelButtonProps: t,
    cancelTextLocale: n,
    isSilent: r,
    mergedOkCancel: o,
    rootPrefixCls: a,
    close: i,
    onCancel: s,
    onConfirm: c
  } = Wt(va);
  return o ? /* @__PURE__ */ D.createElement(Uv, {
    isSilent: r,
    actionFn: s,
    close: (...u) => {
      i?.apply(void 0, u), c?.(!1);
    },
    autoFocus: e === "cancel",
    buttonProps: t,
    prefixCls: `${a}-btn`
  }, n) : null;
}, dd = () => {
  const {
    autoFocusButton: e,
    close: t,
    isSilent: n,
    okButtonProps: r,
    rootPrefixCls: o,
    okTextLocale: a,
    okType: i,
    onConfirm: s,
    onOk: c
  } = Wt(va);
  return /* @__PURE__ */ D.createElement(Uv, {
    isSilent: n,
    type: i || "primary",
    actionFn: c,
    close: (...u) => {
      t?.apply(void 0, u), s?.(!0);
    },
    autoFocus: e === "ok",
    buttonProps: r,
    prefixCls: `${o}-btn`
  }, a);
};
var Kv = /* @__PURE__ */ l.createContext(null), fd = [];
function $$(e, t) {
  var n = l.useState(function() {
    if (!sn())
      return null;
    var p = document.createElement("div");
    return p;
  }), r = k(n, 1), o = r[0], a = l.useRef(!1), i = l.useContext(Kv), s = l.useState(fd), c = k(s, 2), u = c[0], d = c[1], f = i || (a.current ? void 0 : function(p) {
    d(function(h) {
      var v = [p].concat($e(h));
      return v;
    });
  });
  function m() {
    o.parentElement || document.body.appendChild(o), a.current = !0;
  }
  function g() {
    var p;
    (p = o.parentElement) === null || p === void 0 || p.removeChild(o), a.current = !1;
  }
  return $t(function() {
    return e ? i ? i(m) : m() : g(), g;
  }, [e]), $t(function() {
    u.length && (u.forEach(function(p) {
      return p();
    }), d(fd));
  }, [u]), [o, f];
}
function x$(e) {
  var t = "rc-scrollbar-measure-".concat(Math.random().toString(36).substring(7)), n = document.createElement("div");
  n.id = t;
  var r = n.style;
  r.position = "absolute", r.left = "0", r.top = "0", r.width = "100px", r.height = "100px", r.overflow = "scroll";
  var o, a;
  if (e) {
    var i = getComputedStyle(e);
    r.scrollbarColor = i.scrollbarColor, r.scrollbarWidth = i.scrollbarWidth;
    var s = getComputedStyle(e, "::-webkit-scrollbar"), c = parseInt(s.width, 10), u = parseInt(s.height, 10);
    try {
      var d = c ? "width: ".concat(s.width, ";") : "", f = u ? "height: ".concat(s.height, ";") : "";
      rr(`
#`.concat(t, `::-webkit-scrollbar {
`).concat(d, `
`).concat(f, `
}`), t);
    } catch (p) {
      console.error(p), o = c, a = u;
    }
  }
  document.body.appendChild(n);
  var m = e && o && !isNaN(o) ? o : n.offsetWidth - n.clientWidth, g = e && a && !isNaN(a) ? a : n.offsetHeight - n.clientHeight;
  return document.body.removeChild(n), Zo(t), {
    width: m,
    height: g
  };
}
function w$(e) {
  return typeof document > "u" || !e || !(e instanceof Element) ? {
    width: 0,
    height: 0
  } : x$(e);
}
function E$() {
  return document.body.scrollHeight > (window.innerHeight || document.documentElement.clientHeight) && window.innerWidth > document.body.offsetWidth;
}
var O$ = "rc-util-locker-".concat(Date.now()), md = 0;
function I$(e) {
  var t = !!e, n = l.useState(function() {
    return md += 1, "".concat(O$, "_").concat(md);
  }), r = k(n, 1), o = r[0];
  $t(function() {
    if (t) {
      var a = w$(document.body).width, i = E$();
      rr(`
html body {
  overflow-y: hidden;
  `.concat(i ? "width: calc(100% - ".concat(a, "px);") : "", `
}`), o);
    } else
      Zo(o);
    return function() {
      Zo(o);
    };
  }, [t, o]);
}
var P$ = !1;
function R$(e) {
  return P$;
}
var vd = function(t) {
  return t === !1 ? !1 : !sn() || !t ? null : typeof t == "string" ? document.querySelector(t) : typeof t == "function" ? t() : t;
}, wc = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.open, r = e.autoLock, o = e.getContainer;
  e.debug;
  var a = e.autoDestroy, i = a === void 0 ? !0 : a, s = e.children, c = l.useState(n), u = k(c, 2), d = u[0], f = u[1], m = d || n;
  l.useEffect(function() {
    (i || n) && f(n);
  }, [n, i]);
  var g = l.useState(function() {
    return vd(o);
  }), p = k(g, 2), h = p[0], v = p[1];
  l.useEffect(function() {
    var M = vd(o);
    v(M ?? null);
  });
  var y = $$(m && !h), b = k(y, 2), S = b[0], x = b[1], $ = h ?? S;
  I$(r && n && sn() && ($ === S || $ === document.body));
  var C = null;
  if (s && zr(s) && t) {
    var E = s;
    C = E.ref;
  }
  var w = Sr(C, t);
  if (!m || !sn() || h === void 0)
    return null;
  var O = $ === !1 || R$(), I = s;
  return t && (I = /* @__PURE__ */ l.cloneElement(s, {
    ref: w
  })), /* @__PURE__ */ l.createElement(Kv.Provider, {
    value: x
  }, O ? I : /* @__PURE__ */ im(I, $));
}), Xv = /* @__PURE__ */ l.createContext({});
function M$() {
  var e = j({}, l);
  return e.useId;
}
var gd = 0, pd = M$();
const Ec = pd ? (
  // Use React `useId`
  (function(t) {
    var n = pd();
    return t || n;
  })
) : (
  // Use compatible of `useId`
  (function(t) {
    var n = l.useState("ssr-id"), r = k(n, 2), o = r[0], a = r[1];
    return l.useEffect(function() {
      var i = gd;
      gd += 1, a("rc_unique_".concat(i));
    }, []), t || o;
  })
);
function hd(e, t, n) {
  var r = t;
  return !r && n && (r = "".concat(e, "-").concat(n)), r;
}
function bd(e, t) {
  var n = e["page".concat(t ? "Y" : "X", "Offset")], r = "scroll".concat(t ? "Top" : "Left");
  if (typeof n != "number") {
    var o = e.document;
    n = o.documentElement[r], typeof n != "number" && (n = o.body[r]);
  }
  return n;
}
function T$(e) {
  var t = e.getBoundingClientRect(), n = {
    left: t.left,
    top: t.top
  }, r = e.ownerDocument, o = r.defaultView || r.parentWindow;
  return n.left += bd(o), n.top += bd(o, !0), n;
}
const N$ = /* @__PURE__ */ l.memo(function(e) {
  var t = e.children;
  return t;
}, function(e, t) {
  var n = t.shouldUpdate;
  return !n;
});
var _$ = {
  width: 0,
  height: 0,
  overflow: "hidden",
  outline: "none"
}, j$ = {
  outline: "none"
}, z$ = /* @__PURE__ */ D.forwardRef(function(e, t) {
  var n = e.prefixCls, r = e.className, o = e.style, a = e.title, i = e.ariaId, s = e.footer, c = e.closable, u = e.closeIcon, d = e.onClose, f = e.children, m = e.bodyStyle, g = e.bodyProps, p = e.modalRender, h = e.onMouseDown, v = e.onMouseUp, y = e.holderRef, b = e.visible, S = e.forceRender, x = e.width, $ = e.height, C = e.classNames, E = e.styles, w = D.useContext(Xv), O = w.panel, I = Sr(y, O), M = we(), P = we();
  D.useImperativeHandle(t, function() {
    return {
      focus: function() {
        var F;
        (F = M.current) === null || F === void 0 || F.focus({
          preventScroll: !0
        });
      },
      changeActive: function(F) {
        var X = document, Z = X.activeElement;
        F && Z === P.current ? M.current.focus({
          preventScroll: !0
        }) : !F && Z === M.current && P.current.focus({
          preventScroll: !0
        });
      }
    };
  });
  var R = {};
  x !== void 0 && (R.width = x), $ !== void 0 && (R.height = $);
  var T = s ? /* @__PURE__ */ D.createElement("div", {
    className: V("".concat(n, "-footer"), C?.footer),
    style: j({}, E?.footer)
  }, s) : null, L = a ? /* @__PURE__ */ D.createElement("div", {
    className: V("".concat(n, "-header"), C?.header),
    style: j({}, E?.header)
  }, /* @__PURE__ */ D.createElement("div", {
    className: "".concat(n, "-title"),
    id: i
  }, a)) : null, _ = wn(function() {
    return Be(c) === "object" && c !== null ? c : c ? {
      closeIcon: u ?? /* @__PURE__ */ D.createElement("span", {
        className: "".concat(n, "-close-x")
      })
    } : {};
  }, [c, u, n]), z = Jn(_, !0), A = Be(c) === "object" && c.disabled, W = c ? /* @__PURE__ */ D.createElement("button", pe({
    type: "button",
    onClick: d,
    "aria-label": "Close"
  }, z, {
    className: "".concat(n, "-close"),
    disabled: A
  }), _.closeIcon) : null, B = /* @__PURE__ */ D.createElement("div", {
    className: V("".concat(n, "-content"), C?.content),
    style: E?.content
  }, W, L, /* @__PURE__ */ D.createElement("div", pe({
    className: V("".concat(n, "-body"), C?.body),
    style: j(j({}, m), E?.body)
  }, g), f), T);
  return /* @__PURE__ */ D.createElement("div", {
    key: "dialog-element",
    role: "dialog",
    "aria-labelledby": a ? i : null,
    "aria-modal": "true",
    ref: I,
    style: j(j({}, o), R),
    className: V(n, r),
    onMouseDown: h,
    onMouseUp: v
  }, /* @__PURE__ */ D.createElement("div", {
    ref: M,
    tabIndex: 0,
    style: j$
  }, /* @__PURE__ */ D.createElement(N$, {
    shouldUpdate: b || S
  }, p ? p(B) : B)), /* @__PURE__ */ D.createElement("div", {
    tabIndex: 0,
    ref: P,
    style: _$
  }));
}), Yv = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.prefixCls, r = e.title, o = e.style, a = e.className, i = e.visible, s = e.forceRender, c = e.destroyOnClose, u = e.motionName, d = e.ariaId, f = e.onVisibleChanged, m = e.mousePosition, g = we(), p = l.useState(), h = k(p, 2), v = h[0], y = h[1], b = {};
  v && (b.transformOrigin = v);
  function S() {
    var x = T$(g.current);
    y(m && (m.x || m.y) ? "".concat(m.x - x.left, "px ").concat(m.y - x.top, "px") : "");
  }
  return /* @__PURE__ */ l.createElement(kn, {
    visible: i,
    onVisibleChanged: f,
    onAppearPrepare: S,
    onEnterPrepare: S,
    forceRender: s,
    motionName: u,
    removeOnLeave: c,
    ref: g
  }, function(x, $) {
    var C = x.className, E = x.style;
    return /* @__PURE__ */ l.createElement(z$, pe({}, e, {
      ref: t,
      title: r,
      ariaId: d,
      prefixCls: n,
      holderRef: $,
      style: j(j(j({}, E), o), b),
      className: V(a, C)
    }));
  });
});
Yv.displayName = "Content";
var A$ = function(t) {
  var n = t.prefixCls, r = t.style, o = t.visible, a = t.maskProps, i = t.motionName, s = t.className;
  return /* @__PURE__ */ l.createElement(kn, {
    key: "mask",
    visible: o,
    motionName: i,
    leavedClassName: "".concat(n, "-mask-hidden")
  }, function(c, u) {
    var d = c.className, f = c.style;
    return /* @__PURE__ */ l.createElement("div", pe({
      ref: u,
      style: j(j({}, f), r),
      className: V("".concat(n, "-mask"), d, s)
    }, a));
  });
}, L$ = function(t) {
  var n = t.prefixCls, r = n === void 0 ? "rc-dialog" : n, o = t.zIndex, a = t.visible, i = a === void 0 ? !1 : a, s = t.keyboard, c = s === void 0 ? !0 : s, u = t.focusTriggerAfterClose, d = u === void 0 ? !0 : u, f = t.wrapStyle, m = t.wrapClassName, g = t.wrapProps, p = t.onClose, h = t.afterOpenChange, v = t.afterClose, y = t.transitionName, b = t.animation, S = t.closable, x = S === void 0 ? !0 : S, $ = t.mask, C = $ === void 0 ? !0 : $, E = t.maskTransitionName, w = t.maskAnimation, O = t.maskClosable, I = O === void 0 ? !0 : O, M = t.maskStyle, P = t.maskProps, R = t.rootClassName, T = t.classNames, L = t.styles, _ = we(), z = we(), A = we(), W = l.useState(i), B = k(W, 2), G = B[0], F = B[1], X = Ec();
  function Z() {
    Yl(z.current, document.activeElement) || (_.current = document.activeElement);
  }
  function U() {
    if (!Yl(z.current, document.activeElement)) {
      var Q;
      (Q = A.current) === null || Q === void 0 || Q.focus();
    }
  }
  function q(Q) {
    if (Q)
      U();
    else {
      if (F(!1), C && _.current && d) {
        try {
          _.current.focus({
            preventScroll: !0
          });
        } catch {
        }
        _.current = null;
      }
      G && v?.();
    }
    h?.(Q);
  }
  function ne(Q) {
    p?.(Q);
  }
  var le = we(!1), re = we(), ce = function() {
    clearTimeout(re.current), le.current = !0;
  }, J = function() {
    re.current = setTimeout(function() {
      le.current = !1;
    });
  }, Y = null;
  I && (Y = function(K) {
    le.current ? le.current = !1 : z.current === K.target && ne(K);
  });
  function te(Q) {
    if (c && Q.keyCode === Ie.ESC) {
      Q.stopPropagation(), ne(Q);
      return;
    }
    i && Q.keyCode === Ie.TAB && A.current.changeActive(!Q.shiftKey);
  }
  Mt(function() {
    i && (F(!0), Z());
  }, [i]), Mt(function() {
    return function() {
      clearTimeout(re.current);
    };
  }, []);
  var ee = j(j(j({
    zIndex: o
  }, f), L?.wrapper), {}, {
    display: G ? null : "none"
  });
  return /* @__PURE__ */ l.createElement("div", pe({
    className: V("".concat(r, "-root"), R)
  }, Jn(t, {
    data: !0
  })), /* @__PURE__ */ l.createElement(A$, {
    prefixCls: r,
    visible: C && i,
    motionName: hd(r, E, w),
    style: j(j({
      zIndex: o
    }, M), L?.mask),
    maskProps: P,
    className: T?.mask
  }), /* @__PURE__ */ l.createElement("div", pe({
    tabIndex: -1,
    onKeyDown: te,
    className: V("".concat(r, "-wrap"), m, T?.wrapper),
    ref: z,
    onClick: Y,
    style: ee
  }, g), /* @__PURE__ */ l.createElement(Yv, pe({}, t, {
    onMouseDown: ce,
    onMouseUp: J,
    ref: A,
    closable: x,
    ariaId: X,
    prefixCls: r,
    visible: i && G,
    onClose: ne,
    onVisibleChanged: q,
    motionName: hd(r, y, b)
  }))));
}, Zv = function(t) {
  var n = t.visible, r = t.getContainer, o = t.forceRender, a = t.destroyOnClose, i = a === void 0 ? !1 : a, s = t.afterClose, c = t.panelRef, u = l.useState(n), d = k(u, 2), f = d[0], m = d[1], g = l.useMemo(function() {
    return {
      panel: c
    };
  }, [c]);
  return l.useEffect(function() {
    n && m(!0);
  }, [n]), !o && i && !f ? null : /* @__PURE__ */ l.createElement(Xv.Provider, {
    value: g
  }, /* @__PURE__ */ l.createElement(wc, {
    open: n || o || f,
    autoDestroy: !1,
    getContainer: r,
    autoLock: n || f
  }, /* @__PURE__ */ l.createElement(L$, pe({}, t, {
    destroyOnClose: i,
    afterClose: function() {
      s?.(), m(!1);
    }
  }))));
};
Zv.displayName = "Dialog";
var Pr = "RC_FORM_INTERNAL_HOOKS", Nt = function() {
  fn(!1, "Can not find FormContext. Please make sure you wrap Field under Form.");
}, So = /* @__PURE__ */ l.createContext({
  getFieldValue: Nt,
  getFieldsValue: Nt,
  getFieldError: Nt,
  getFieldWarning: Nt,
  getFieldsError: Nt,
  isFieldsTouched: Nt,
  isFieldTouched: Nt,
  isFieldValidating: Nt,
  isFieldsValidating: Nt,
  resetFields: Nt,
  setFields: Nt,
  setFieldValue: Nt,
  setFieldsValue: Nt,
  validateFields: Nt,
  submit: Nt,
  getInternalHooks: function() {
    return Nt(), {
      dispatch: Nt,
      initEntityValue: Nt,
      registerField: Nt,
      useSubscribe: Nt,
      setInitialValues: Nt,
      destroyForm: Nt,
      setCallbacks: Nt,
      registerWatch: Nt,
      getFields: Nt,
      setValidateMessages: Nt,
      setPreserve: Nt,
      getInitialValue: Nt
    };
  }
}), si = /* @__PURE__ */ l.createContext(null);
function Is(e) {
  return e == null ? [] : Array.isArray(e) ? e : [e];
}
function B$(e) {
  return e && !!e._init;
}
function Ps() {
  return {
    default: "Validation error on field %s",
    required: "%s is required",
    enum: "%s must be one of %s",
    whitespace: "%s cannot be empty",
    date: {
      format: "%s date %s is invalid for format %s",
      parse: "%s date could not be parsed, %s is invalid ",
      invalid: "%s date %s is invalid"
    },
    types: {
      string: "%s is not a %s",
      method: "%s is not a %s (function)",
      array: "%s is not an %s",
      object: "%s is not an %s",
      number: "%s is not a %s",
      date: "%s is not a %s",
      boolean: "%s is not a %s",
      integer: "%s is not an %s",
      float: "%s is not a %s",
      regexp: "%s is not a valid %s",
      email: "%s is not a valid %s",
      tel: "%s is not a valid %s",
      url: "%s is not a valid %s",
      hex: "%s is not a valid %s"
    },
    string: {
      len: "%s must be exactly %s characters",
      min: "%s must be at least %s characters",
      max: "%s cannot be longer than %s characters",
      range: "%s must be between %s and %s characters"
    },
    number: {
      len: "%s must equal %s",
      min: "%s cannot be less than %s",
      max: "%s cannot be greater than %s",
      range: "%s must be between %s and %s"
    },
    array: {
      len: "%s must be exactly %s in length",
      min: "%s cannot be less than %s in length",
      max: "%s cannot be greater than %s in length",
      range: "%s must be between %s and %s in length"
    },
    pattern: {
      mismatch: "%s value %s does not match pattern %s"
    },
    clone: function() {
      var t = JSON.parse(JSON.stringify(this));
      return t.clone = this.clone, t;
    }
  };
}
var Rs = Ps();
function D$(e) {
  try {
    return Function.toString.call(e).indexOf("[native code]") !== -1;
  } catch {
    return typeof e == "function";
  }
}
function F$(e, t, n) {
  if (pi()) return Reflect.construct.apply(null, arguments);
  var r = [null];
  r.push.apply(r, t);
  var o = new (e.bind.apply(e, r))();
  return n && Xo(o, n.prototype), o;
}
function Ms(e) {
  var t = typeof Map == "function" ? /* @__PURE__ */ new Map() : void 0;
  return Ms = function(r) {
    if (r === null || !D$(r)) return r;
    if (typeof r != "function") throw new TypeError("Super expression must either be null or a function");
    if (t !== void 0) {
      if (t.has(r)) return t.get(r);
      t.set(r, o);
    }
    function o() {
      return F$(r, arguments, Mr(this).constructor);
    }
    return o.prototype = Object.create(r.prototype, {
      constructor: {
        value: o,
        enumerable: !1,
        writable: !0,
        configurable: !0
      }
    }), Xo(o, r);
  }, Ms(e);
}
var H$ = /%[sdj%]/g, V$ = function() {
};
typeof process < "u" && process.env;
function Ts(e) {
  if (!e || !e.length) return null;
  var t = {};
  return e.forEach(function(n) {
    var r = n.field;
    t[r] = t[r] || [], t[r].push(n);
  }), t;
}
function Pn(e) {
  for (var t = arguments.length, n = new Array(t > 1 ? t - 1 : 0), r = 1; r < t; r++)
    n[r - 1] = arguments[r];
  var o = 0, a = n.length;
  if (typeof e == "function")
    return e.apply(null, n);
  if (typeof e == "string") {
    var i = e.replace(H$, function(s) {
      if (s === "%%")
        return "%";
      if (o >= a)
        return s;
      switch (s) {
        case "%s":
          return String(n[o++]);
        case "%d":
          return Number(n[o++]);
        case "%j":
          try {
            return JSON.stringify(n[o++]);
          } catch {
            return "[Circular]";
          }
          break;
        default:
          return s;
      }
    });
    return i;
  }
  return e;
}
function W$(e) {
  return e === "string" || e === "url" || e === "hex" || e === "email" || e === "date" || e === "pattern" || e === "tel";
}
function tn(e, t) {
  return !!(e == null || t === "array" && Array.isArray(e) && !e.length || W$(t) && typeof e == "string" && !e);
}
function G$(e, t, n) {
  var r = [], o = 0, a = e.length;
  function i(s) {
    r.push.apply(r, $e(s || [])), o++, o === a && n(r);
  }
  e.forEach(function(s) {
    t(s, i);
  });
}
function yd(e, t, n) {
  var r = 0, o = e.length;
  function a(i) {
    if (i && i.length) {
      n(i);
      return;
    }
    var s = r;
    r = r + 1, s < o ? t(e[s], a) : n([]);
  }
  a([]);
}
function k$(e) {
  var t = [];
  return Object.keys(e).forEach(function(n) {
    t.push.apply(t, $e(e[n] || []));
  }), t;
}
var Sd = /* @__PURE__ */ (function(e) {
  tr(n, e);
  var t = ar(n);
  function n(r, o) {
    var a;
    return Kt(this, n), a = t.call(this, "Async Validation Error"), N(mt(a), "errors", void 0), N(mt(a), "fields", void 0), a.errors = r, a.fields = o, a;
  }
  return Xt(n);
})(/* @__PURE__ */ Ms(Error));
function U$(e, t, n, r, o) {
  if (t.first) {
    var a = new Promise(function(m, g) {
      var p = function(y) {
        return r(y), y.length ? g(new Sd(y, Ts(y))) : m(o);
      }, h = k$(e);
      yd(h, n, p);
    });
    return a.catch(function(m) {
      return m;
    }), a;
  }
  var i = t.firstFields === !0 ? Object.keys(e) : t.firstFields || [], s = Object.keys(e), c = s.length, u = 0, d = [], f = new Promise(function(m, g) {
    var p = function(v) {
      if (d.push.apply(d, v), u++, u === c)
        return r(d), d.length ? g(new Sd(d, Ts(d))) : m(o);
    };
    s.length || (r(d), m(o)), s.forEach(function(h) {
      var v = e[h];
      i.indexOf(h) !== -1 ? yd(v, n, p) : G$(v, n, p);
    });
  });
  return f.catch(function(m) {
    return m;
  }), f;
}
function q$(e) {
  return !!(e && e.message !== void 0);
}
function K$(e, t) {
  for (var n = e, r = 0; r < t.length; r++) {
    if (n == null)
      return n;
    n = n[t[r]];
  }
  return n;
}
function Cd(e, t) {
  return function(n) {
    var r;
    return e.fullFields ? r = K$(t, e.fullFields) : r = t[n.field || e.fullField], q$(n) ? (n.field = n.field || e.fullField, n.fieldValue = r, n) : {
      message: typeof n == "function" ? n() : n,
      fieldValue: r,
      field: n.field || e.fullField
    };
  };
}
function $d(e, t) {
  if (t) {
    for (var n in t)
      if (t.hasOwnProperty(n)) {
        var r = t[n];
        Be(r) === "object" && Be(e[n]) === "object" ? e[n] = j(j({}, e[n]), r) : e[n] = r;
      }
  }
  return e;
}
var Fr = "enum", X$ = function(t, n, r, o, a) {
  t[Fr] = Array.isArray(t[Fr]) ? t[Fr] : [], t[Fr].indexOf(n) === -1 && o.push(Pn(a.messages[Fr], t.fullField, t[Fr].join(", ")));
}, Y$ = function(t, n, r, o, a) {
  if (t.pattern) {
    if (t.pattern instanceof RegExp)
      t.pattern.lastIndex = 0, t.pattern.test(n) || o.push(Pn(a.messages.pattern.mismatch, t.fullField, n, t.pattern));
    else if (typeof t.pattern == "string") {
      var i = new RegExp(t.pattern);
      i.test(n) || o.push(Pn(a.messages.pattern.mismatch, t.fullField, n, t.pattern));
    }
  }
}, Z$ = function(t, n, r, o, a) {
  var i = typeof t.len == "number", s = typeof t.min == "number", c = typeof t.max == "number", u = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g, d = n, f = null, m = typeof n == "number", g = typeof n == "string", p = Array.isArray(n);
  if (m ? f = "number" : g ? f = "string" : p && (f = "array"), !f)
    return !1;
  p && (d = n.length), g && (d = n.replace(u, "_").length), i ? d !== t.len && o.push(Pn(a.messages[f].len, t.fullField, t.len)) : s && !c && d < t.min ? o.push(Pn(a.messages[f].min, t.fullField, t.min)) : c && !s && d > t.max ? o.push(Pn(a.messages[f].max, t.fullField, t.max)) : s && c && (d < t.min || d > t.max) && o.push(Pn(a.messages[f].range, t.fullField, t.min, t.max));
}, Qv = function(t, n, r, o, a, i) {
  t.required && (!r.hasOwnProperty(t.field) || tn(n, i || t.type)) && o.push(Pn(a.messages.required, t.fullField));
}, Ma;
const Q$ = (function() {
  if (Ma)
    return Ma;
  var e = "[a-fA-F\\d:]", t = function(C) {
    return C && C.includeBoundaries ? "(?:(?<=\\s|^)(?=".concat(e, ")|(?<=").concat(e, ")(?=\\s|$))") : "";
  }, n = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)){3}", r = "[a-fA-F\\d]{1,4}", o = [
    "(?:".concat(r, ":){7}(?:").concat(r, "|:)"),
    // 1:2:3:4:5:6:7::  1:2:3:4:5:6:7:8
    "(?:".concat(r, ":){6}(?:").concat(n, "|:").concat(r, "|:)"),
    // 1:2:3:4:5:6::    1:2:3:4:5:6::8   1:2:3:4:5:6::8  1:2:3:4:5:6::
    "(?:".concat(r, ":){5}(?::").concat(n, "|(?::").concat(r, "){1,2}|:)"),
    // 1:2:3:4:5::      1:2:3:4:5::7:8   1:2:3:4:5::8    1:2:3:4:5::
    "(?:".concat(r, ":){4}(?:(?::").concat(r, "){0,1}:").concat(n, "|(?::").concat(r, "){1,3}|:)"),
    // 1:2:3:4::        1:2:3:4::6:7:8   1:2:3:4::8      1:2:3:4::
    "(?:".concat(r, ":){3}(?:(?::").concat(r, "){0,2}:").concat(n, "|(?::").concat(r, "){1,4}|:)"),
    // 1:2:3::          1:2:3::5:6:7:8   1:2:3::8        1:2:3::
    "(?:".concat(r, ":){2}(?:(?::").concat(r, "){0,3}:").concat(n, "|(?::").concat(r, "){1,5}|:)"),
    // 1:2::            1:2::4:5:6:7:8   1:2::8          1:2::
    "(?:".concat(r, ":){1}(?:(?::").concat(r, "){0,4}:").concat(n, "|(?::").concat(r, "){1,6}|:)"),
    // 1::              1::3:4:5:6:7:8   1::8            1::
    "(?::(?:(?::".concat(r, "){0,5}:").concat(n, "|(?::").concat(r, "){1,7}|:))")
    // ::2:3:4:5:6:7:8  ::2:3:4:5:6:7:8  ::8             ::
  ], a = "(?:%[0-9a-zA-Z]{1,})?", i = "(?:".concat(o.join("|"), ")").concat(a), s = new RegExp("(?:^".concat(n, "$)|(?:^").concat(i, "$)")), c = new RegExp("^".concat(n, "$")), u = new RegExp("^".concat(i, "$")), d = function(C) {
    return C && C.exact ? s : new RegExp("(?:".concat(t(C)).concat(n).concat(t(C), ")|(?:").concat(t(C)).concat(i).concat(t(C), ")"), "g");
  };
  d.v4 = function($) {
    return $ && $.exact ? c : new RegExp("".concat(t($)).concat(n).concat(t($)), "g");
  }, d.v6 = function($) {
    return $ && $.exact ? u : new RegExp("".concat(t($)).concat(i).concat(t($)), "g");
  };
  var f = "(?:(?:[a-z]+:)?//)", m = "(?:\\S+(?::\\S*)?@)?", g = d.v4().source, p = d.v6().source, h = "(?:(?:[a-z\\u00a1-\\uffff0-9][-_]*)*[a-z\\u00a1-\\uffff0-9]+)", v = "(?:\\.(?:[a-z\\u00a1-\\uffff0-9]-*)*[a-z\\u00a1-\\uffff0-9]+)*", y = "(?:\\.(?:[a-z\\u00a1-\\uffff]{2,}))", b = "(?::\\d{2,5})?", S = '(?:[/?#][^\\s"]*)?', x = "(?:".concat(f, "|www\\.)").concat(m, "(?:localhost|").concat(g, "|").concat(p, "|").concat(h).concat(v).concat(y, ")").concat(b).concat(S);
  return Ma = new RegExp("(?:^".concat(x, "$)"), "i"), Ma;
});
var bl = {
  // http://emailregex.com/
  email: /^(([^<>()\[\]\\.,;:\s@"]+(\.[^<>()\[\]\\.,;:\s@"]+)*)|(".+"))@((\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}])|(([a-zA-Z\-0-9\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF]+\.)+[a-zA-Z\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF]{2,}))$/,
  // url: new RegExp(
  //   '^(?!mailto:)(?:(?:http|https|ftp)://|//)(?:\\S+(?::\\S*)?@)?(?:(?:(?:[1-9]\\d?|1\\d\\d|2[01]\\d|22[0-3])(?:\\.(?:1?\\d{1,2}|2[0-4]\\d|25[0-5])){2}(?:\\.(?:[0-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-4]))|(?:(?:[a-z\\u00a1-\\uffff0-9]+-*)*[a-z\\u00a1-\\uffff0-9]+)(?:\\.(?:[a-z\\u00a1-\\uffff0-9]+-*)*[a-z\\u00a1-\\uffff0-9]+)*(?:\\.(?:[a-z\\u00a1-\\uffff]{2,})))|localhost)(?::\\d{2,5})?(?:(/|\\?|#)[^\\s]*)?$',
  //   'i',
  // ),
  /**
   * Phone number regex, support country code, brackets, spaces, and dashes (or non-breaking hyphen \u2011).
   * @see https://regexr.com/3c53v
   * @see https://ihateregex.io/expr/phone/
   * @see https://developers.google.com/style/phone-numbers using non-breaking hyphen \u2011
   */
  tel: /^(\+[0-9]{1,3}[-\s\u2011]?)?(\([0-9]{1,4}\)[-\s\u2011]?)?([0-9]+[-\s\u2011]?)*[0-9]+$/,
  hex: /^#?([a-f0-9]{6}|[a-f0-9]{3})$/i
}, Do = {
  integer: function(t) {
    return Do.number(t) && parseInt(t, 10) === t;
  },
  float: function(t) {
    return Do.number(t) && !Do.integer(t);
  },
  array: function(t) {
    return Array.isArray(t);
  },
  regexp: function(t) {
    if (t instanceof RegExp)
      return !0;
    try {
      return !!new RegExp(t);
    } catch {
      return !1;
    }
  },
  date: function(t) {
    return typeof t.getTime == "function" && typeof t.getMonth == "function" && typeof t.getYear == "function" && !isNaN(t.getTime());
  },
  number: function(t) {
    return isNaN(t) ? !1 : typeof t == "number";
  },
  object: function(t) {
    return Be(t) === "object" && !Do.array(t);
  },
  method: function(t) {
    return typeof t == "function";
  },
  email: function(t) {
    return typeof t == "string" && t.length <= 320 && !!t.match(bl.email);
  },
  tel: function(t) {
    return typeof t == "string" && t.length <= 32 && !!t.match(bl.tel);
  },
  url: function(t) {
    return typeof t == "string" && t.length <= 2048 && !!t.match(Q$());
  },
  hex: function(t) {
    return typeof t == "string" && !!t.match(bl.hex);
  }
}, J$ = function(t, n, r, o, a) {
  if (t.required && n === void 0) {
    Qv(t, n, r, o, a);
    return;
  }
  var i = ["integer", "float", "array", "regexp", "object", "method", "email", "tel", "number", "date", "url", "hex"], s = t.type;
  i.indexOf(s) > -1 ? Do[s](n) || o.push(Pn(a.messages.types[s], t.fullField, t.type)) : s && Be(n) !== t.type && o.push(Pn(a.messages.types[s], t.fullField, t.type));
}, ex = function(t, n, r, o, a) {
  (/^\s+$/.test(n) || n === "") && o.push(Pn(a.messages.whitespace, t.fullField));
};
const gt = {
  required: Qv,
  whitespace: ex,
  type: J$,
  range: Z$,
  enum: X$,
  pattern: Y$
};
var tx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a);
  }
  r(i);
}, nx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (n == null && !t.required)
      return r();
    gt.required(t, n, o, i, a, "array"), n != null && (gt.type(t, n, o, i, a), gt.range(t, n, o, i, a));
  }
  r(i);
}, rx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a), n !== void 0 && gt.type(t, n, o, i, a);
  }
  r(i);
}, ox = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n, "date") && !t.required)
      return r();
    if (gt.required(t, n, o, i, a), !tn(n, "date")) {
      var c;
      n instanceof Date ? c = n : c = new Date(n), gt.type(t, c, o, i, a), c && gt.range(t, c.getTime(), o, i, a);
    }
  }
  r(i);
}, ax = "enum", ix = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a), n !== void 0 && gt[ax](t, n, o, i, a);
  }
  r(i);
}, lx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a), n !== void 0 && (gt.type(t, n, o, i, a), gt.range(t, n, o, i, a));
  }
  r(i);
}, sx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a), n !== void 0 && (gt.type(t, n, o, i, a), gt.range(t, n, o, i, a));
  }
  r(i);
}, cx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a), n !== void 0 && gt.type(t, n, o, i, a);
  }
  r(i);
}, ux = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (n === "" && (n = void 0), tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a), n !== void 0 && (gt.type(t, n, o, i, a), gt.range(t, n, o, i, a));
  }
  r(i);
}, dx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a), n !== void 0 && gt.type(t, n, o, i, a);
  }
  r(i);
}, fx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n, "string") && !t.required)
      return r();
    gt.required(t, n, o, i, a), tn(n, "string") || gt.pattern(t, n, o, i, a);
  }
  r(i);
}, mx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n) && !t.required)
      return r();
    gt.required(t, n, o, i, a), tn(n) || gt.type(t, n, o, i, a);
  }
  r(i);
}, vx = function(t, n, r, o, a) {
  var i = [], s = Array.isArray(n) ? "array" : Be(n);
  gt.required(t, n, o, i, a, s), r(i);
}, gx = function(t, n, r, o, a) {
  var i = [], s = t.required || !t.required && o.hasOwnProperty(t.field);
  if (s) {
    if (tn(n, "string") && !t.required)
      return r();
    gt.required(t, n, o, i, a, "string"), tn(n, "string") || (gt.type(t, n, o, i, a), gt.range(t, n, o, i, a), gt.pattern(t, n, o, i, a), t.whitespace === !0 && gt.whitespace(t, n, o, i, a));
  }
  r(i);
}, Ta = function(t, n, r, o, a) {
  var i = t.type, s = [], c = t.required || !t.required && o.hasOwnProperty(t.field);
  if (c) {
    if (tn(n, i) && !t.required)
      return r();
    gt.required(t, n, o, s, a, i), tn(n, i) || gt.type(t, n, o, s, a);
  }
  r(s);
};
const Uo = {
  string: gx,
  method: cx,
  number: ux,
  boolean: rx,
  regexp: mx,
  integer: sx,
  float: lx,
  array: nx,
  object: dx,
  enum: ix,
  pattern: fx,
  date: ox,
  url: Ta,
  hex: Ta,
  email: Ta,
  tel: Ta,
  required: vx,
  any: tx
};
var ga = /* @__PURE__ */ (function() {
  function e(t) {
    Kt(this, e), N(this, "rules", null), N(this, "_messages", Rs), this.define(t);
  }
  return Xt(e, [{
    key: "define",
    value: function(n) {
      var r = this;
      if (!n)
        throw new Error("Cannot configure a schema with no rules");
      if (Be(n) !== "object" || Array.isArray(n))
        throw new Error("Rules must be an object");
      this.rules = {}, Object.keys(n).forEach(function(o) {
        var a = n[o];
        r.rules[o] = Array.isArray(a) ? a : [a];
      });
    }
  }, {
    key: "messages",
    value: function(n) {
      return n && (this._messages = $d(Ps(), n)), this._messages;
    }
  }, {
    key: "validate",
    value: function(n) {
      var r = this, o = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : {}, a = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : function() {
      }, i = n, s = o, c = a;
      if (typeof s == "function" && (c = s, s = {}), !this.rules || Object.keys(this.rules).length === 0)
        return c && c(null, i), Promise.resolve(i);
      function u(p) {
        var h = [], v = {};
        function y(S) {
          if (Array.isArray(S)) {
            var x;
            h = (x = h).concat.apply(x, $e(S));
          } else
            h.push(S);
        }
        for (var b = 0; b < p.length; b++)
          y(p[b]);
        h.length ? (v = Ts(h), c(h, v)) : c(null, i);
      }
      if (s.messages) {
        var d = this.messages();
        d === Rs && (d = Ps()), $d(d, s.messages), s.messages = d;
      } else
        s.messages = this.messages();
      var f = {}, m = s.keys || Object.keys(this.rules);
      m.forEach(function(p) {
        var h = r.rules[p], v = i[p];
        h.forEach(function(y) {
          var b = y;
          typeof b.transform == "function" && (i === n && (i = j({}, i)), v = i[p] = b.transform(v), v != null && (b.type = b.type || (Array.isArray(v) ? "array" : Be(v)))), typeof b == "function" ? b = {
            validator: b
          } : b = j({}, b), b.validator = r.getValidationMethod(b), b.validator && (b.field = p, b.fullField = b.fullField || p, b.type = r.getType(b), f[p] = f[p] || [], f[p].push({
            rule: b,
            value: v,
            source: i,
            field: p
          }));
        });
      });
      var g = {};
      return U$(f, s, function(p, h) {
        var v = p.rule, y = (v.type === "object" || v.type === "array") && (Be(v.fields) === "object" || Be(v.defaultField) === "object");
        y = y && (v.required || !v.required && p.value), v.field = p.field;
        function b(E, w) {
          return j(j({}, w), {}, {
            fullField: "".concat(v.fullField, ".").concat(E),
            fullFields: v.fullFields ? [].concat($e(v.fullFields), [E]) : [E]
          });
        }
        function S() {
          var E = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : [], w = Array.isArray(E) ? E : [E];
          !s.suppressWarning && w.length && e.warning("async-validator:", w), w.length && v.message !== void 0 && v.message !== null && (w = [].concat(v.message));
          var O = w.map(Cd(v, i));
          if (s.first && O.length)
            return g[v.field] = 1, h(O);
          if (!y)
            h(O);
          else {
            if (v.required && !p.value)
              return v.message !== void 0 ? O = [].concat(v.message).map(Cd(v, i)) : s.error && (O = [s.error(v, Pn(s.messages.required, v.field))]), h(O);
            var I = {};
            v.defaultField && Object.keys(p.value).map(function(R) {
              I[R] = v.defaultField;
            }), I = j(j({}, I), p.rule.fields);
            var M = {};
            Object.keys(I).forEach(function(R) {
              var T = I[R], L = Array.isArray(T) ? T : [T];
              M[R] = L.map(b.bind(null, R));
            });
            var P = new e(M);
            P.messages(s.messages), p.rule.options && (p.rule.options.messages = s.messages, p.rule.options.error = s.error), P.validate(p.value, p.rule.options || s, function(R) {
              var T = [];
              O && O.length && T.push.apply(T, $e(O)), R && R.length && T.push.apply(T, $e(R)), h(T.length ? T : null);
            });
          }
        }
        var x;
        if (v.asyncValidator)
          x = v.asyncValidator(v, p.value, S, p.source, s);
        else if (v.validator) {
          try {
            x = v.validator(v, p.value, S, p.source, s);
          } catch (E) {
            var $, C;
            ($ = (C = console).error) === null || $ === void 0 || $.call(C, E), s.suppressValidatorError || setTimeout(function() {
              throw E;
            }, 0), S(E.message);
          }
          x === !0 ? S() : x === !1 ? S(typeof v.message == "function" ? v.message(v.fullField || v.field) : v.message || "".concat(v.fullField || v.field, " fails")) : x instanceof Array ? S(x) : x instanceof Error && S(x.message);
        }
        x && x.then && x.then(function() {
          return S();
        }, function(E) {
          return S(E);
        });
      }, function(p) {
        u(p);
      }, i);
    }
  }, {
    key: "getType",
    value: function(n) {
      if (n.type === void 0 && n.pattern instanceof RegExp && (n.type = "pattern"), typeof n.validator != "function" && n.type && !Uo.hasOwnProperty(n.type))
        throw new Error(Pn("Unknown rule type %s", n.type));
      return n.type || "string";
    }
  }, {
    key: "getValidationMethod",
    value: function(n) {
      if (typeof n.validator == "function")
        return n.validator;
      var r = Object.keys(n), o = r.indexOf("message");
      return o !== -1 && r.splice(o, 1), r.length === 1 && r[0] === "required" ? Uo.required : Uo[this.getType(n)] || void 0;
    }
  }]), e;
})();
N(ga, "register", function(t, n) {
  if (typeof n != "function")
    throw new Error("Cannot register a validator by type, validator is not a function");
  Uo[t] = n;
});
N(ga, "warning", V$);
N(ga, "messages", Rs);
N(ga, "validators", Uo);
var On = "'${name}' is not a valid ${type}", Jv = {
  default: "Validation error on field '${name}'",
  required: "'${name}' is required",
  enum: "'${name}' must be one of [${enum}]",
  whitespace: "'${name}' cannot be empty",
  date: {
    format: "'${name}' is invalid for format date",
    parse: "'${name}' could not be parsed as date",
    invalid: "'${name}' is invalid date"
  },
  types: {
    string: On,
    method: On,
    array: On,
    object: On,
    number: On,
    date: On,
    boolean: On,
    integer: On,
    float: On,
    regexp: On,
    email: On,
    url: On,
    hex: On
  },
  string: {
    len: "'${name}' must be exactly ${len} characters",
    min: "'${name}' must be at least ${min} characters",
    max: "'${name}' cannot be longer than ${max} characters",
    range: "'${name}' must be between ${min} and ${max} characters"
  },
  number: {
    len: "'${name}' must equal ${len}",
    min: "'${name}' cannot be less than ${min}",
    max: "'${name}' cannot be greater than ${max}",
    range: "'${name}' must be between ${min} and ${max}"
  },
  array: {
    len: "'${name}' must be exactly ${len} in length",
    min: "'${name}' cannot be less than ${min} in length",
    max: "'${name}' cannot be greater than ${max} in length",
    range: "'${name}' must be between ${min} and ${max} in length"
  },
  pattern: {
    mismatch: "'${name}' does not match pattern ${pattern}"
  }
}, xd = ga;
function px(e, t) {
  return e.replace(/\\?\$\{\w+\}/g, function(n) {
    if (n.startsWith("\\"))
      return n.slice(1);
    var r = n.slice(2, -1);
    return t[r];
  });
}
var wd = "CODE_LOGIC_ERROR";
function Ns(e, t, n, r, o) {
  return _s.apply(this, arguments);
}
function _s() {
  return _s = Ar(/* @__PURE__ */ mn().mark(function e(t, n, r, o, a) {
    var i, s, c, u, d, f, m, g, p;
    return mn().wrap(function(v) {
      for (; ; ) switch (v.prev = v.next) {
        case 0:
          return i = j({}, r), delete i.ruleIndex, xd.warning = function() {
          }, i.validator && (s = i.validator, i.validator = function() {
            try {
              return s.apply(void 0, arguments);
            } catch (y) {
              return console.error(y), Promise.reject(wd);
            }
          }), c = null, i && i.type === "array" && i.defaultField && (c = i.defaultField, delete i.defaultField), u = new xd(N({}, t, [i])), d = Zr(Jv, o.validateMessages), u.messages(d), f = [], v.prev = 10, v.next = 13, Promise.resolve(u.validate(N({}, t, n), j({}, o)));
        case 13:
          v.next = 18;
          break;
        case 15:
          v.prev = 15, v.t0 = v.catch(10), v.t0.errors && (f = v.t0.errors.map(function(y, b) {
            var S = y.message, x = S === wd ? d.default : S;
            return /* @__PURE__ */ l.isValidElement(x) ? (
              // Wrap ReactNode with `key`
              /* @__PURE__ */ l.cloneElement(x, {
                key: "error_".concat(b)
              })
            ) : x;
          }));
        case 18:
          if (!(!f.length && c && Array.isArray(n) && n.length > 0)) {
            v.next = 23;
            break;
          }
          return v.next = 21, Promise.all(n.map(function(y, b) {
            return Ns("".concat(t, ".").concat(b), y, c, o, a);
          }));
        case 21:
          return m = v.sent, v.abrupt("return", m.reduce(function(y, b) {
            return [].concat($e(y), $e(b));
          }, []));
        case 23:
          return g = j(j({}, r), {}, {
            name: t,
            enum: (r.enum || []).join(", ")
          }, a), p = f.map(function(y) {
            return typeof y == "string" ? px(y, g) : y;
          }), v.abrupt("return", p);
        case 26:
        case "end":
          return v.stop();
      }
    }, e, null, [[10, 15]]);
  })), _s.apply(this, arguments);
}
function hx(e, t, n, r, o, a) {
  var i = e.join("."), s = n.map(function(d, f) {
    var m = d.validator, g = j(j({}, d), {}, {
      ruleIndex: f
    });
    return m && (g.validator = function(p, h, v) {
      var y = !1, b = function() {
        for (var $ = arguments.length, C = new Array($), E = 0; E < $; E++)
          C[E] = arguments[E];
        Promise.resolve().then(function() {
          fn(!y, "Your validator function has already return a promise. `callback` will be ignored."), y || v.apply(void 0, C);
        });
      }, S = m(p, h, b);
      y = S && typeof S.then == "function" && typeof S.catch == "function", fn(y, "`callback` is deprecated. Please return a promise instead."), y && S.then(function() {
        v();
      }).catch(function(x) {
        v(x || " ");
      });
    }), g;
  }).sort(function(d, f) {
    var m = d.warningOnly, g = d.ruleIndex, p = f.warningOnly, h = f.ruleIndex;
    return !!m == !!p ? g - h : m ? 1 : -1;
  }), c;
  if (o === !0)
    c = new Promise(/* @__PURE__ */ (function() {
      var d = Ar(/* @__PURE__ */ mn().mark(function f(m, g) {
        var p, h, v;
        return mn().wrap(function(b) {
          for (; ; ) switch (b.prev = b.next) {
            case 0:
              p = 0;
            case 1:
              if (!(p < s.length)) {
                b.next = 12;
                break;
              }
              return h = s[p], b.next = 5, Ns(i, t, h, r, a);
            case 5:
              if (v = b.sent, !v.length) {
                b.next = 9;
                break;
              }
              return g([{
                errors: v,
                rule: h
              }]), b.abrupt("return");
            case 9:
              p += 1, b.next = 1;
              break;
            case 12:
              m([]);
            case 13:
            case "end":
              return b.stop();
          }
        }, f);
      }));
      return function(f, m) {
        return d.apply(this, arguments);
      };
    })());
  else {
    var u = s.map(function(d) {
      return Ns(i, t, d, r, a).then(function(f) {
        return {
          errors: f,
          rule: d
        };
      });
    });
    c = (o ? yx(u) : bx(u)).then(function(d) {
      return Promise.reject(d);
    });
  }
  return c.catch(function(d) {
    return d;
  }), c;
}
function bx(e) {
  return js.apply(this, arguments);
}
function js() {
  return js = Ar(/* @__PURE__ */ mn().mark(function e(t) {
    return mn().wrap(function(r) {
      for (; ; ) switch (r.prev = r.next) {
        case 0:
          return r.abrupt("return", Promise.all(t).then(function(o) {
            var a, i = (a = []).concat.apply(a, $e(o));
            return i;
          }));
        case 1:
        case "end":
          return r.stop();
      }
    }, e);
  })), js.apply(this, arguments);
}
function yx(e) {
  return zs.apply(this, arguments);
}
function zs() {
  return zs = Ar(/* @__PURE__ */ mn().mark(function e(t) {
    var n;
    return mn().wrap(function(o) {
      for (; ; ) switch (o.prev = o.next) {
        case 0:
          return n = 0, o.abrupt("return", new Promise(function(a) {
            t.forEach(function(i) {
              i.then(function(s) {
                s.errors.length && a([s]), n += 1, n === t.length && a([]);
              });
            });
          }));
        case 2:
        case "end":
          return o.stop();
      }
    }, e);
  })), zs.apply(this, arguments);
}
function qt(e) {
  return Is(e);
}
function Ed(e, t) {
  var n = {};
  return t.forEach(function(r) {
    var o = Zn(e, r);
    n = Ln(n, r, o);
  }), n;
}
function io(e, t) {
  var n = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : !1;
  return e && e.some(function(r) {
    return eg(t, r, n);
  });
}
function eg(e, t) {
  var n = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : !1;
  return !e || !t || !n && e.length !== t.length ? !1 : t.every(function(r, o) {
    return e[o] === r;
  });
}
function Sx(e, t) {
  if (e === t)
    return !0;
  if (!e && t || e && !t || !e || !t || Be(e) !== "object" || Be(t) !== "object")
    return !1;
  var n = Object.keys(e), r = Object.keys(t), o = new Set([].concat(n, r));
  return $e(o).every(function(a) {
    var i = e[a], s = t[a];
    return typeof i == "function" && typeof s == "function" ? !0 : i === s;
  });
}
function Cx(e) {
  var t = arguments.length <= 1 ? void 0 : arguments[1];
  return t && t.target && Be(t.target) === "object" && e in t.target ? t.target[e] : t;
}
function Od(e, t, n) {
  var r = e.length;
  if (t < 0 || t >= r || n < 0 || n >= r)
    return e;
  var o = e[t], a = t - n;
  return a > 0 ? [].concat($e(e.slice(0, n)), [o], $e(e.slice(n, t)), $e(e.slice(t + 1, r))) : a < 0 ? [].concat($e(e.slice(0, t)), $e(e.slice(t + 1, n + 1)), [o], $e(e.slice(n + 1, r))) : e;
}
var $x = ["name"], Nn = [];
function yl(e, t, n, r, o, a) {
  return typeof e == "function" ? e(t, n, "source" in a ? {
    source: a.source
  } : {}) : r !== o;
}
var Oc = /* @__PURE__ */ (function(e) {
  tr(n, e);
  var t = ar(n);
  function n(r) {
    var o;
    if (Kt(this, n), o = t.call(this, r), N(mt(o), "state", {
      resetCount: 0
    }), N(mt(o), "cancelRegisterFunc", null), N(mt(o), "mounted", !1), N(mt(o), "touched", !1), N(mt(o), "dirty", !1), N(mt(o), "validatePromise", void 0), N(mt(o), "prevValidating", void 0), N(mt(o), "errors", Nn), N(mt(o), "warnings", Nn), N(mt(o), "cancelRegister", function() {
      var c = o.props, u = c.preserve, d = c.isListField, f = c.name;
      o.cancelRegisterFunc && o.cancelRegisterFunc(d, u, qt(f)), o.cancelRegisterFunc = null;
    }), N(mt(o), "getNamePath", function() {
      var c = o.props, u = c.name, d = c.fieldContext, f = d.prefixName, m = f === void 0 ? [] : f;
      return u !== void 0 ? [].concat($e(m), $e(u)) : [];
    }), N(mt(o), "getRules", function() {
      var c = o.props, u = c.rules, d = u === void 0 ? [] : u, f = c.fieldContext;
      return d.map(function(m) {
        return typeof m == "function" ? m(f) : m;
      });
    }), N(mt(o), "refresh", function() {
      o.mounted && o.setState(function(c) {
        var u = c.resetCount;
        return {
          resetCount: u + 1
        };
      });
    }), N(mt(o), "metaCache", null), N(mt(o), "triggerMetaEvent", function(c) {
      var u = o.props.onMetaChange;
      if (u) {
        var d = j(j({}, o.getMeta()), {}, {
          destroy: c
        });
        Qo(o.metaCache, d) || u(d), o.metaCache = d;
      } else
        o.metaCache = null;
    }), N(mt(o), "onStoreChange", function(c, u, d) {
      var f = o.props, m = f.shouldUpdate, g = f.dependencies, p = g === void 0 ? [] : g, h = f.onReset, v = d.store, y = o.getNamePath(), b = o.getValue(c), S = o.getValue(v), x = u && io(u, y);
      switch (d.type === "valueUpdate" && d.source === "external" && !Qo(b, S) && (o.touched = !0, o.dirty = !0, o.validatePromise = null, o.errors = Nn, o.warnings = Nn, o.triggerMetaEvent()), d.type) {
        case "reset":
          if (!u || x) {
            o.touched = !1, o.dirty = !1, o.validatePromise = void 0, o.errors = Nn, o.warnings = Nn, o.triggerMetaEvent(), h?.(), o.refresh();
            return;
          }
          break;
        /**
         * In case field with `preserve = false` nest deps like:
         * - A = 1 => show B
         * - B = 1 => show C
         * - Reset A, need clean B, C
         */
        case "remove": {
          if (m && yl(m, c, v, b, S, d)) {
            o.reRender();
            return;
          }
          break;
        }
        case "setField": {
          var $ = d.data;
          if (x) {
            "touched" in $ && (o.touched = $.touched), "validating" in $ && !("originRCField" in $) && (o.validatePromise = $.validating ? Promise.resolve([]) : null), "errors" in $ && (o.errors = $.errors || Nn), "warnings" in $ && (o.warnings = $.warnings || Nn), o.dirty = !0, o.triggerMetaEvent(), o.reRender();
            return;
          } else if ("value" in $ && io(u, y, !0)) {
            o.reRender();
            return;
          }
          if (m && !y.length && yl(m, c, v, b, S, d)) {
            o.reRender();
            return;
          }
          break;
        }
        case "dependenciesUpdate": {
          var C = p.map(qt);
          if (C.some(function(E) {
            return io(d.relatedFields, E);
          })) {
            o.reRender();
            return;
          }
          break;
        }
        default:
          if (x || (!p.length || y.length || m) && yl(m, c, v, b, S, d)) {
            o.reRender();
            return;
          }
          break;
      }
      m === !0 && o.reRender();
    }), N(mt(o), "validateRules", function(c) {
      var u = o.getNamePath(), d = o.getValue(), f = c || {}, m = f.triggerName, g = f.validateOnly, p = g === void 0 ? !1 : g, h = Promise.resolve().then(/* @__PURE__ */ Ar(/* @__PURE__ */ mn().mark(function v() {
        var y, b, S, x, $, C, E;
        return mn().wrap(function(O) {
          for (; ; ) switch (O.prev = O.next) {
            case 0:
              if (o.mounted) {
                O.next = 2;
                break;
              }
              return O.abrupt("return", []);
            case 2:
              if (y = o.props, b = y.validateFirst, S = b === void 0 ? !1 : b, x = y.messageVariables, $ = y.validateDebounce, C = o.getRules(), m && (C = C.filter(function(I) {
                return I;
              }).filter(function(I) {
                var M = I.validateTrigger;
                if (!M)
                  return !0;
                var P = Is(M);
                return P.includes(m);
              })), !($ && m)) {
                O.next = 10;
                break;
              }
              return O.next = 8, new Promise(function(I) {
                setTimeout(I, $);
              });
            case 8:
              if (o.validatePromise === h) {
                O.next = 10;
                break;
              }
              return O.abrupt("return", []);
            case 10:
              return E = hx(u, d, C, c, S, x), E.catch(function(I) {
                return I;
              }).then(function() {
                var I = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : Nn;
                if (o.validatePromise === h) {
                  var M;
                  o.validatePromise = null;
                  var P = [], R = [];
                  (M = I.forEach) === null || M === void 0 || M.call(I, function(T) {
                    var L = T.rule.warningOnly, _ = T.errors, z = _ === void 0 ? Nn : _;
                    L ? R.push.apply(R, $e(z)) : P.push.apply(P, $e(z));
                  }), o.errors = P, o.warnings = R, o.triggerMetaEvent(), o.reRender();
                }
              }), O.abrupt("return", E);
            case 13:
            case "end":
              return O.stop();
          }
        }, v);
      })));
      return p || (o.validatePromise = h, o.dirty = !0, o.errors = Nn, o.warnings = Nn, o.triggerMetaEvent(), o.reRender()), h;
    }), N(mt(o), "isFieldValidating", function() {
      return !!o.validatePromise;
    }), N(mt(o), "isFieldTouched", function() {
      return o.touched;
    }), N(mt(o), "isFieldDirty", function() {
      if (o.dirty || o.props.initialValue !== void 0)
        return !0;
      var c = o.props.fieldContext, u = c.getInternalHooks(Pr), d = u.getInitialValue;
      return d(o.getNamePath()) !== void 0;
    }), N(mt(o), "getErrors", function() {
      return o.errors;
    }), N(mt(o), "getWarnings", function() {
      return o.warnings;
    }), N(mt(o), "isListField", function() {
      return o.props.isListField;
    }), N(mt(o), "isList", function() {
      return o.props.isList;
    }), N(mt(o), "isPreserve", function() {
      return o.props.preserve;
    }), N(mt(o), "getMeta", function() {
      o.prevValidating = o.isFieldValidating();
      var c = {
        touched: o.isFieldTouched(),
        validating: o.prevValidating,
        errors: o.errors,
        warnings: o.warnings,
        name: o.getNamePath(),
        validated: o.validatePromise === null
      };
      return c;
    }), N(mt(o), "getOnlyChild", function(c) {
      if (typeof c == "function") {
        var u = o.getMeta();
        return j(j({}, o.getOnlyChild(c(o.getControlled(), u, o.props.fieldContext))), {}, {
          isFunction: !0
        });
      }
      var d = or(c);
      return d.length !== 1 || !/* @__PURE__ */ l.isValidElement(d[0]) ? {
        child: d,
        isFunction: !1
      } : {
        child: d[0],
        isFunction: !1
      };
    }), N(mt(o), "getValue", function(c) {
      var u = o.props.fieldContext.getFieldsValue, d = o.getNamePath();
      return Zn(c || u(!0), d);
    }), N(mt(o), "getControlled", function() {
      var c = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : {}, u = o.props, d = u.name, f = u.trigger, m = u.validateTrigger, g = u.getValueFromEvent, p = u.normalize, h = u.valuePropName, v = u.getValueProps, y = u.fieldContext, b = m !== void 0 ? m : y.validateTrigger, S = o.getNamePath(), x = y.getInternalHooks, $ = y.getFieldsValue, C = x(Pr), E = C.dispatch, w = o.getValue(), O = v || function(T) {
        return N({}, h, T);
      }, I = c[f], M = d !== void 0 ? O(w) : {}, P = j(j({}, c), M);
      P[f] = function() {
        o.touched = !0, o.dirty = !0, o.triggerMetaEvent();
        for (var T, L = arguments.length, _ = new Array(L), z = 0; z < L; z++)
          _[z] = arguments[z];
        g ? T = g.apply(void 0, _) : T = Cx.apply(void 0, [h].concat(_)), p && (T = p(T, w, $(!0))), T !== w && E({
          type: "updateValue",
          namePath: S,
          value: T
        }), I && I.apply(void 0, _);
      };
      var R = Is(b || []);
      return R.forEach(function(T) {
        var L = P[T];
        P[T] = function() {
          L && L.apply(void 0, arguments);
          var _ = o.props.rules;
          _ && _.length && E({
            type: "validateField",
            namePath: S,
            triggerName: T
          });
        };
      }), P;
    }), r.fieldContext) {
      var a = r.fieldContext.getInternalHooks, i = a(Pr), s = i.initEntityValue;
      s(mt(o));
    }
    return o;
  }
  return Xt(n, [{
    key: "componentDidMount",
    value: function() {
      var o = this.props, a = o.shouldUpdate, i = o.fieldContext;
      if (this.mounted = !0, i) {
        var s = i.getInternalHooks, c = s(Pr), u = c.registerField;
        this.cancelRegisterFunc = u(this);
      }
      a === !0 && this.reRender();
    }
  }, {
    key: "componentWillUnmount",
    value: function() {
      this.cancelRegister(), this.triggerMetaEvent(!0), this.mounted = !1;
    }
  }, {
    key: "reRender",
    value: function() {
      this.mounted && this.forceUpdate();
    }
  }, {
    key: "render",
    value: function() {
      var o = this.state.resetCount, a = this.props.children, i = this.getOnlyChild(a), s = i.child, c = i.isFunction, u;
      return c ? u = s : /* @__PURE__ */ l.isValidElement(s) ? u = /* @__PURE__ */ l.cloneElement(s, this.getControlled(s.props)) : (fn(!s, "`children` of Field is not validate ReactElement."), u = s), /* @__PURE__ */ l.createElement(l.Fragment, {
        key: o
      }, u);
    }
  }]), n;
})(l.Component);
N(Oc, "contextType", So);
N(Oc, "defaultProps", {
  trigger: "onChange",
  valuePropName: "value"
});
function tg(e) {
  var t, n = e.name, r = at(e, $x), o = l.useContext(So), a = l.useContext(si), i = n !== void 0 ? qt(n) : void 0, s = (t = r.isListField) !== null && t !== void 0 ? t : !!a, c = "keep";
  return s || (c = "_".concat((i || []).join("_"))), /* @__PURE__ */ l.createElement(Oc, pe({
    key: c,
    name: i,
    isListField: s
  }, r, {
    fieldContext: o
  }));
}
function xx(e) {
  var t = e.name, n = e.initialValue, r = e.children, o = e.rules, a = e.validateTrigger, i = e.isListField, s = l.useContext(So), c = l.useContext(si), u = l.useRef({
    keys: [],
    id: 0
  }), d = u.current, f = l.useMemo(function() {
    var h = qt(s.prefixName) || [];
    return [].concat($e(h), $e(qt(t)));
  }, [s.prefixName, t]), m = l.useMemo(function() {
    return j(j({}, s), {}, {
      prefixName: f
    });
  }, [s, f]), g = l.useMemo(function() {
    return {
      getKey: function(v) {
        var y = f.length, b = v[y];
        return [d.keys[b], v.slice(y + 1)];
      }
    };
  }, [f]);
  if (typeof r != "function")
    return fn(!1, "Form.List only accepts function as children."), null;
  var p = function(v, y, b) {
    var S = b.source;
    return S === "internal" ? !1 : v !== y;
  };
  return /* @__PURE__ */ l.createElement(si.Provider, {
    value: g
  }, /* @__PURE__ */ l.createElement(So.Provider, {
    value: m
  }, /* @__PURE__ */ l.createElement(tg, {
    name: [],
    shouldUpdate: p,
    rules: o,
    validateTrigger: a,
    initialValue: n,
    isList: !0,
    isListField: i ?? !!c
  }, function(h, v) {
    var y = h.value, b = y === void 0 ? [] : y, S = h.onChange, x = s.getFieldValue, $ = function() {
      var O = x(f || []);
      return O || [];
    }, C = {
      add: function(O, I) {
        var M = $();
        I >= 0 && I <= M.length ? (d.keys = [].concat($e(d.keys.slice(0, I)), [d.id], $e(d.keys.slice(I))), S([].concat($e(M.slice(0, I)), [O], $e(M.slice(I))))) : (d.keys = [].concat($e(d.keys), [d.id]), S([].concat($e(M), [O]))), d.id += 1;
      },
      remove: function(O) {
        var I = $(), M = new Set(Array.isArray(O) ? O : [O]);
        M.size <= 0 || (d.keys = d.keys.filter(function(P, R) {
          return !M.has(R);
        }), S(I.filter(function(P, R) {
          return !M.has(R);
        })));
      },
      move: function(O, I) {
        if (O !== I) {
          var M = $();
          O < 0 || O >= M.length || I < 0 || I >= M.length || (d.keys = Od(d.keys, O, I), S(Od(M, O, I)));
        }
      }
    }, E = b || [];
    return Array.isArray(E) || (E = []), r(E.map(function(w, O) {
      var I = d.keys[O];
      return I === void 0 && (d.keys[O] = d.id, I = d.keys[O], d.id += 1), {
        name: O,
        key: I,
        isListField: !0
      };
    }), C, v);
  })));
}
function wx(e) {
  var t = !1, n = e.length, r = [];
  return e.length ? new Promise(function(o, a) {
    e.forEach(function(i, s) {
      i.catch(function(c) {
        return t = !0, c;
      }).then(function(c) {
        n -= 1, r[s] = c, !(n > 0) && (t && a(r), o(r));
      });
    });
  }) : Promise.resolve([]);
}
var ng = "__@field_split__";
function Sl(e) {
  return e.map(function(t) {
    return "".concat(Be(t), ":").concat(t);
  }).join(ng);
}
var Hr = /* @__PURE__ */ (function() {
  function e() {
    Kt(this, e), N(this, "kvs", /* @__PURE__ */ new Map());
  }
  return Xt(e, [{
    key: "set",
    value: function(n, r) {
      this.kvs.set(Sl(n), r);
    }
  }, {
    key: "get",
    value: function(n) {
      return this.kvs.get(Sl(n));
    }
  }, {
    key: "update",
    value: function(n, r) {
      var o = this.get(n), a = r(o);
      a ? this.set(n, a) : this.delete(n);
    }
  }, {
    key: "delete",
    value: function(n) {
      this.kvs.delete(Sl(n));
    }
    // Since we only use this in test, let simply realize this
  }, {
    key: "map",
    value: function(n) {
      return $e(this.kvs.entries()).map(function(r) {
        var o = k(r, 2), a = o[0], i = o[1], s = a.split(ng);
        return n({
          key: s.map(function(c) {
            var u = c.match(/^([^:]*):(.*)$/), d = k(u, 3), f = d[1], m = d[2];
            return f === "number" ? Number(m) : m;
          }),
          value: i
        });
      });
    }
  }, {
    key: "toJSON",
    value: function() {
      var n = {};
      return this.map(function(r) {
        var o = r.key, a = r.value;
        return n[o.join(".")] = a, null;
      }), n;
    }
  }]), e;
})(), Ex = ["name"], Ox = /* @__PURE__ */ Xt(function e(t) {
  var n = this;
  Kt(this, e), N(this, "formHooked", !1), N(this, "forceRootUpdate", void 0), N(this, "subscribable", !0), N(this, "store", {}), N(this, "fieldEntities", []), N(this, "initialValues", {}), N(this, "callbacks", {}), N(this, "validateMessages", null), N(this, "preserve", null), N(this, "lastValidatePromise", null), N(this, "getForm", function() {
    return {
      getFieldValue: n.getFieldValue,
      getFieldsValue: n.getFieldsValue,
      getFieldError: n.getFieldError,
      getFieldWarning: n.getFieldWarning,
      getFieldsError: n.getFieldsError,
      isFieldsTouched: n.isFieldsTouched,
      isFieldTouched: n.isFieldTouched,
      isFieldValidating: n.isFieldValidating,
      isFieldsValidating: n.isFieldsValidating,
      resetFields: n.resetFields,
      setFields: n.setFields,
      setFieldValue: n.setFieldValue,
      setFieldsValue: n.setFieldsValue,
      validateFields: n.validateFields,
      submit: n.submit,
      _init: !0,
      getInternalHooks: n.getInternalHooks
    };
  }), N(this, "getInternalHooks", function(r) {
    return r === Pr ? (n.formHooked = !0, {
      dispatch: n.dispatch,
      initEntityValue: n.initEntityValue,
      registerField: n.registerField,
      useSubscribe: n.useSubscribe,
      setInitialValues: n.setInitialValues,
      destroyForm: n.destroyForm,
      setCallbacks: n.setCallbacks,
      setValidateMessages: n.setValidateMessages,
      getFields: n.getFields,
      setPreserve: n.setPreserve,
      getInitialValue: n.getInitialValue,
      registerWatch: n.registerWatch
    }) : (fn(!1, "`getInternalHooks` is internal usage. Should not call directly."), null);
  }), N(this, "useSubscribe", function(r) {
    n.subscribable = r;
  }), N(this, "prevWithoutPreserves", null), N(this, "setInitialValues", function(r, o) {
    if (n.initialValues = r || {}, o) {
      var a, i = Zr(r, n.store);
      (a = n.prevWithoutPreserves) === null || a === void 0 || a.map(function(s) {
        var c = s.key;
        i = Ln(i, c, Zn(r, c));
      }), n.prevWithoutPreserves = null, n.updateStore(i);
    }
  }), N(this, "destroyForm", function(r) {
    if (r)
      n.updateStore({});
    else {
      var o = new Hr();
      n.getFieldEntities(!0).forEach(function(a) {
        n.isMergedPreserve(a.isPreserve()) || o.set(a.getNamePath(), !0);
      }), n.prevWithoutPreserves = o;
    }
  }), N(this, "getInitialValue", function(r) {
    var o = Zn(n.initialValues, r);
    return r.length ? Zr(o) : o;
  }), N(this, "setCallbacks", function(r) {
    n.callbacks = r;
  }), N(this, "setValidateMessages", function(r) {
    n.validateMessages = r;
  }), N(this, "setPreserve", function(r) {
    n.preserve = r;
  }), N(this, "watchList", []), N(this, "registerWatch", function(r) {
    return n.watchList.push(r), function() {
      n.watchList = n.watchList.filter(function(o) {
        return o !== r;
      });
    };
  }), N(this, "notifyWatch", function() {
    var r = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : [];
    if (n.watchList.length) {
      var o = n.getFieldsValue(), a = n.getFieldsValue(!0);
      n.watchList.forEach(function(i) {
        i(o, a, r);
      });
    }
  }), N(this, "timeoutId", null), N(this, "warningUnhooked", function() {
  }), N(this, "updateStore", function(r) {
    n.store = r;
  }), N(this, "getFieldEntities", function() {
    var r = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : !1;
    return r ? n.fieldEntities.filter(function(o) {
      return o.getNamePath().length;
    }) : n.fieldEntities;
  }), N(this, "getFieldsMap", function() {
    var r = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : !1, o = new Hr();
    return n.getFieldEntities(r).forEach(function(a) {
      var i = a.getNamePath();
      o.set(i, a);
    }), o;
  }), N(this, "getFieldEntitiesForNamePathList", function(r) {
    if (!r)
      return n.getFieldEntities(!0);
    var o = n.getFieldsMap(!0);
    return r.map(function(a) {
      var i = qt(a);
      return o.get(i) || {
        INVALIDATE_NAME_PATH: qt(a)
      };
    });
  }), N(this, "getFieldsValue", function(r, o) {
    n.warningUnhooked();
    var a, i, s;
    if (r === !0 || Array.isArray(r) ? (a = r, i = o) : r && Be(r) === "object" && (s = r.strict, i = r.filter), a === !0 && !i)
      return n.store;
    var c = n.getFieldEntitiesForNamePathList(Array.isArray(a) ? a : null), u = [];
    return c.forEach(function(d) {
      var f, m, g = "INVALIDATE_NAME_PATH" in d ? d.INVALIDATE_NAME_PATH : d.getNamePath();
      if (s) {
        var p, h;
        if ((p = (h = d).isList) !== null && p !== void 0 && p.call(h))
          return;
      } else if (!a && (f = (m = d).isListField) !== null && f !== void 0 && f.call(m))
        return;
      if (!i)
        u.push(g);
      else {
        var v = "getMeta" in d ? d.getMeta() : null;
        i(v) && u.push(g);
      }
    }), Ed(n.store, u.map(qt));
  }), N(this, "getFieldValue", function(r) {
    n.warningUnhooked();
    var o = qt(r);
    return Zn(n.store, o);
  }), N(this, "getFieldsError", function(r) {
    n.warningUnhooked();
    var o = n.getFieldEntitiesForNamePathList(r);
    return o.map(function(a, i) {
      return a && !("INVALIDATE_NAME_PATH" in a) ? {
        name: a.getNamePath(),
        errors: a.getErrors(),
        warnings: a.getWarnings()
      } : {
        name: qt(r[i]),
        errors: [],
        warnings: []
      };
    });
  }), N(this, "getFieldError", function(r) {
    n.warningUnhooked();
    var o = qt(r), a = n.getFieldsError([o])[0];
    return a.errors;
  }), N(this, "getFieldWarning", function(r) {
    n.warningUnhooked();
    var o = qt(r), a = n.getFieldsError([o])[0];
    return a.warnings;
  }), N(this, "isFieldsTouched", function() {
    n.warningUnhooked();
    for (var r = arguments.length, o = new Array(r), a = 0; a < r; a++)
      o[a] = arguments[a];
    var i = o[0], s = o[1], c, u = !1;
    o.length === 0 ? c = null : o.length === 1 ? Array.isArray(i) ? (c = i.map(qt), u = !1) : (c = null, u = i) : (c = i.map(qt), u = s);
    var d = n.getFieldEntities(!0), f = function(v) {
      return v.isFieldTouched();
    };
    if (!c)
      return u ? d.every(function(h) {
        return f(h) || h.isList();
      }) : d.some(f);
    var m = new Hr();
    c.forEach(function(h) {
      m.set(h, []);
    }), d.forEach(function(h) {
      var v = h.getNamePath();
      c.forEach(function(y) {
        y.every(function(b, S) {
          return v[S] === b;
        }) && m.update(y, function(b) {
          return [].concat($e(b), [h]);
        });
      });
    });
    var g = function(v) {
      return v.some(f);
    }, p = m.map(function(h) {
      var v = h.value;
      return v;
    });
    return u ? p.every(g) : p.some(g);
  }), N(this, "isFieldTouched", function(r) {
    return n.warningUnhooked(), n.isFieldsTouched([r]);
  }), N(this, "isFieldsValidating", function(r) {
    n.warningUnhooked();
    var o = n.getFieldEntities();
    if (!r)
      return o.some(function(i) {
        return i.isFieldValidating();
      });
    var a = r.map(qt);
    return o.some(function(i) {
      var s = i.getNamePath();
      return io(a, s) && i.isFieldValidating();
    });
  }), N(this, "isFieldValidating", function(r) {
    return n.warningUnhooked(), n.isFieldsValidating([r]);
  }), N(this, "resetWithFieldInitialValue", function() {
    var r = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : {}, o = new Hr(), a = n.getFieldEntities(!0);
    a.forEach(function(c) {
      var u = c.props.initialValue, d = c.getNamePath();
      if (u !== void 0) {
        var f = o.get(d) || /* @__PURE__ */ new Set();
        f.add({
          entity: c,
          value: u
        }), o.set(d, f);
      }
    });
    var i = function(u) {
      u.forEach(function(d) {
        var f = d.props.initialValue;
        if (f !== void 0) {
          var m = d.getNamePath(), g = n.getInitialValue(m);
          if (g !== void 0)
            fn(!1, "Form already set 'initialValues' with path '".concat(m.join("."), "'. Field can not overwrite it."));
          else {
            var p = o.get(m);
            if (p && p.size > 1)
              fn(!1, "Multiple Field with path '".concat(m.join("."), "' set 'initialValue'. Can not decide which one to pick."));
            else if (p) {
              var h = n.getFieldValue(m), v = d.isListField();
              !v && (!r.skipExist || h === void 0) && n.updateStore(Ln(n.store, m, $e(p)[0].value));
            }
          }
        }
      });
    }, s;
    r.entities ? s = r.entities : r.namePathList ? (s = [], r.namePathList.forEach(function(c) {
      var u = o.get(c);
      if (u) {
        var d;
        (d = s).push.apply(d, $e($e(u).map(function(f) {
          return f.entity;
        })));
      }
    })) : s = a, i(s);
  }), N(this, "resetFields", function(r) {
    n.warningUnhooked();
    var o = n.store;
    if (!r) {
      n.updateStore(Zr(n.initialValues)), n.resetWithFieldInitialValue(), n.notifyObservers(o, null, {
        type: "reset"
      }), n.notifyWatch();
      return;
    }
    var a = r.map(qt);
    a.forEach(function(i) {
      var s = n.getInitialValue(i);
      n.updateStore(Ln(n.store, i, s));
    }), n.resetWithFieldInitialValue({
      namePathList: a
    }), n.notifyObservers(o, a, {
      type: "reset"
    }), n.notifyWatch(a);
  }), N(this, "setFields", function(r) {
    n.warningUnhooked();
    var o = n.store, a = [];
    r.forEach(function(i) {
      var s = i.name, c = at(i, Ex), u = qt(s);
      a.push(u), "value" in c && n.updateStore(Ln(n.store, u, c.value)), n.notifyObservers(o, [u], {
        type: "setField",
        data: i
      });
    }), n.notifyWatch(a);
  }), N(this, "getFields", function() {
    var r = n.getFieldEntities(!0), o = r.map(function(a) {
      var i = a.getNamePath(), s = a.getMeta(), c = j(j({}, s), {}, {
        name: i,
        value: n.getFieldValue(i)
      });
      return Object.defineProperty(c, "originRCField", {
        value: !0
      }), c;
    });
    return o;
  }), N(this, "initEntityValue", function(r) {
    var o = r.props.initialValue;
    if (o !== void 0) {
      var a = r.getNamePath(), i = Zn(n.store, a);
      i === void 0 && n.updateStore(Ln(n.store, a, o));
    }
  }), N(this, "isMergedPreserve", function(r) {
    var o = r !== void 0 ? r : n.preserve;
    return o ?? !0;
  }), N(this, "registerField", function(r) {
    n.fieldEntities.push(r);
    var o = r.getNamePath();
    if (n.notifyWatch([o]), r.props.initialValue !== void 0) {
      var a = n.store;
      n.resetWithFieldInitialValue({
        entities: [r],
        skipExist: !0
      }), n.notifyObservers(a, [r.getNamePath()], {
        type: "valueUpdate",
        source: "internal"
      });
    }
    return function(i, s) {
      var c = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : [];
      if (n.fieldEntities = n.fieldEntities.filter(function(f) {
        return f !== r;
      }), !n.isMergedPreserve(s) && (!i || c.length > 1)) {
        var u = i ? void 0 : n.getInitialValue(o);
        if (o.length && n.getFieldValue(o) !== u && n.fieldEntities.every(function(f) {
          return (
            // Only reset when no namePath exist
            !eg(f.getNamePath(), o)
          );
        })) {
          var d = n.store;
          n.updateStore(Ln(d, o, u, !0)), n.notifyObservers(d, [o], {
            type: "remove"
          }), n.triggerDependenciesUpdate(d, o);
        }
      }
      n.notifyWatch([o]);
    };
  }), N(this, "dispatch", function(r) {
    switch (r.type) {
      case "updateValue": {
        var o = r.namePath, a = r.value;
        n.updateValue(o, a);
        break;
      }
      case "validateField": {
        var i = r.namePath, s = r.triggerName;
        n.validateFields([i], {
          triggerName: s
        });
        break;
      }
    }
  }), N(this, "notifyObservers", function(r, o, a) {
    if (n.subscribable) {
      var i = j(j({}, a), {}, {
        store: n.getFieldsValue(!0)
      });
      n.getFieldEntities().forEach(function(s) {
        var c = s.onStoreChange;
        c(r, o, i);
      });
    } else
      n.forceRootUpdate();
  }), N(this, "triggerDependenciesUpdate", function(r, o) {
    var a = n.getDependencyChildrenFields(o);
    return a.length && n.validateFields(a), n.notifyObservers(r, a, {
      type: "dependenciesUpdate",
      relatedFields: [o].concat($e(a))
    }), a;
  }), N(this, "updateValue", function(r, o) {
    var a = qt(r), i = n.store;
    n.updateStore(Ln(n.store, a, o)), n.notifyObservers(i, [a], {
      type: "valueUpdate",
      source: "internal"
    }), n.notifyWatch([a]);
    var s = n.triggerDependenciesUpdate(i, a), c = n.callbacks.onValuesChange;
    if (c) {
      var u = Ed(n.store, [a]);
      c(u, n.getFieldsValue());
    }
    n.triggerOnFieldsChange([a].concat($e(s)));
  }), N(this, "setFieldsValue", function(r) {
    n.warningUnhooked();
    var o = n.store;
    if (r) {
      var a = Zr(n.store, r);
      n.updateStore(a);
    }
    n.notifyObservers(o, null, {
      type: "valueUpdate",
      source: "external"
    }), n.notifyWatch();
  }), N(this, "setFieldValue", function(r, o) {
    n.setFields([{
      name: r,
      value: o,
      errors: [],
      warnings: []
    }]);
  }), N(this, "getDependencyChildrenFields", function(r) {
    var o = /* @__PURE__ */ new Set(), a = [], i = new Hr();
    n.getFieldEntities().forEach(function(c) {
      var u = c.props.dependencies;
      (u || []).forEach(function(d) {
        var f = qt(d);
        i.update(f, function() {
          var m = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : /* @__PURE__ */ new Set();
          return m.add(c), m;
        });
      });
    });
    var s = function c(u) {
      var d = i.get(u) || /* @__PURE__ */ new Set();
      d.forEach(function(f) {
        if (!o.has(f)) {
          o.add(f);
          var m = f.getNamePath();
          f.isFieldDirty() && m.length && (a.push(m), c(m));
        }
      });
    };
    return s(r), a;
  }), N(this, "triggerOnFieldsChange", function(r, o) {
    var a = n.callbacks.onFieldsChange;
    if (a) {
      var i = n.getFields();
      if (o) {
        var s = new Hr();
        o.forEach(function(u) {
          var d = u.name, f = u.errors;
          s.set(d, f);
        }), i.forEach(function(u) {
          u.errors = s.get(u.name) || u.errors;
        });
      }
      var c = i.filter(function(u) {
        var d = u.name;
        return io(r, d);
      });
      c.length && a(c, i);
    }
  }), N(this, "validateFields", function(r, o) {
    n.warningUnhooked();
    var a, i;
    Array.isArray(r) || typeof r == "string" || typeof o == "string" ? (a = r, i = o) : i = r;
    var s = !!a, c = s ? a.map(qt) : [], u = [], d = String(Date.now()), f = /* @__PURE__ */ new Set(), m = i || {}, g = m.recursive, p = m.dirty;
    n.getFieldEntities(!0).forEach(function(b) {
      if (s || c.push(b.getNamePath()), !(!b.props.rules || !b.props.rules.length) && !(p && !b.isFieldDirty())) {
        var S = b.getNamePath();
        if (f.add(S.join(d)), !s || io(c, S, g)) {
          var x = b.validateRules(j({
            validateMessages: j(j({}, Jv), n.validateMessages)
          }, i));
          u.push(x.then(function() {
            return {
              name: S,
              errors: [],
              warnings: []
            };
          }).catch(function($) {
            var C, E = [], w = [];
            return (C = $.forEach) === null || C === void 0 || C.call($, function(O) {
              var I = O.rule.warningOnly, M = O.errors;
              I ? w.push.apply(w, $e(M)) : E.push.apply(E, $e(M));
            }), E.length ? Promise.reject({
              name: S,
              errors: E,
              warnings: w
            }) : {
              name: S,
              errors: E,
              warnings: w
            };
          }));
        }
      }
    });
    var h = wx(u);
    n.lastValidatePromise = h, h.catch(function(b) {
      return b;
    }).then(function(b) {
      var S = b.map(function(x) {
        var $ = x.name;
        return $;
      });
      n.notifyObservers(n.store, S, {
        type: "validateFinish"
      }), n.triggerOnFieldsChange(S, b);
    });
    var v = h.then(function() {
      return n.lastValidatePromise === h ? Promise.resolve(n.getFieldsValue(c)) : Promise.reject([]);
    }).catch(function(b) {
      var S = b.filter(function(x) {
        return x && x.errors.length;
      });
      return Promise.reject({
        values: n.getFieldsValue(c),
        errorFields: S,
        outOfDate: n.lastValidatePromise !== h
      });
    });
    v.catch(function(b) {
      return b;
    });
    var y = c.filter(function(b) {
      return f.has(b.join(d));
    });
    return n.triggerOnFieldsChange(y), v;
  }), N(this, "submit", function() {
    n.warningUnhooked(), n.validateFields().then(function(r) {
      var o = n.callbacks.onFinish;
      if (o)
        try {
          o(r);
        } catch (a) {
          console.error(a);
        }
    }).catch(function(r) {
      var o = n.callbacks.onFinishFailed;
      o && o(r);
    });
  }), this.forceRootUpdate = t;
});
function rg(e) {
  var t = l.useRef(), n = l.useState({}), r = k(n, 2), o = r[1];
  if (!t.current)
    if (e)
      t.current = e;
    else {
      var a = function() {
        o({});
      }, i = new Ox(a);
      t.current = i.getForm();
    }
  return [t.current];
}
var As = /* @__PURE__ */ l.createContext({
  triggerFormChange: function() {
  },
  triggerFormFinish: function() {
  },
  registerForm: function() {
  },
  unregisterForm: function() {
  }
}), Ix = function(t) {
  var n = t.validateMessages, r = t.onFormChange, o = t.onFormFinish, a = t.children, i = l.useContext(As), s = l.useRef({});
  return /* @__PURE__ */ l.createElement(As.Provider, {
    value: j(j({}, i), {}, {
      validateMessages: j(j({}, i.validateMessages), n),
      // =========================================================
      // =                  Global Form Control                  =
      // =========================================================
      triggerFormChange: function(u, d) {
        r && r(u, {
          changedFields: d,
          forms: s.current
        }), i.triggerFormChange(u, d);
      },
      triggerFormFinish: function(u, d) {
        o && o(u, {
          values: d,
          forms: s.current
        }), i.triggerFormFinish(u, d);
      },
      registerForm: function(u, d) {
        u && (s.current = j(j({}, s.current), {}, N({}, u, d))), i.registerForm(u, d);
      },
      unregisterForm: function(u) {
        var d = j({}, s.current);
        delete d[u], s.current = d, i.unregisterForm(u);
      }
    })
  }, a);
}, Px = ["name", "initialValues", "fields", "form", "preserve", "children", "component", "validateMessages", "validateTrigger", "onValuesChange", "onFieldsChange", "onFinish", "onFinishFailed", "clearOnDestroy"], Rx = function(t, n) {
  var r = t.name, o = t.initialValues, a = t.fields, i = t.form, s = t.preserve, c = t.children, u = t.component, d = u === void 0 ? "form" : u, f = t.validateMessages, m = t.validateTrigger, g = m === void 0 ? "onChange" : m, p = t.onValuesChange, h = t.onFieldsChange, v = t.onFinish, y = t.onFinishFailed, b = t.clearOnDestroy, S = at(t, Px), x = l.useRef(null), $ = l.useContext(As), C = rg(i), E = k(C, 1), w = E[0], O = w.getInternalHooks(Pr), I = O.useSubscribe, M = O.setInitialValues, P = O.setCallbacks, R = O.setValidateMessages, T = O.setPreserve, L = O.destroyForm;
  l.useImperativeHandle(n, function() {
    return j(j({}, w), {}, {
      nativeElement: x.current
    });
  }), l.useEffect(function() {
    return $.registerForm(r, w), function() {
      $.unregisterForm(r);
    };
  }, [$, w, r]), R(j(j({}, $.validateMessages), f)), P({
    onValuesChange: p,
    onFieldsChange: function(Z) {
      if ($.triggerFormChange(r, Z), h) {
        for (var U = arguments.length, q = new Array(U > 1 ? U - 1 : 0), ne = 1; ne < U; ne++)
          q[ne - 1] = arguments[ne];
        h.apply(void 0, [Z].concat(q));
      }
    },
    onFinish: function(Z) {
      $.triggerFormFinish(r, Z), v && v(Z);
    },
    onFinishFailed: y
  }), T(s);
  var _ = l.useRef(null);
  M(o, !_.current), _.current || (_.current = !0), l.useEffect(
    function() {
      return function() {
        return L(b);
      };
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps
    []
  );
  var z, A = typeof c == "function";
  if (A) {
    var W = w.getFieldsValue(!0);
    z = c(W, w);
  } else
    z = c;
  I(!A);
  var B = l.useRef();
  l.useEffect(function() {
    Sx(B.current || [], a || []) || w.setFields(a || []), B.current = a;
  }, [a, w]);
  var G = l.useMemo(function() {
    return j(j({}, w), {}, {
      validateTrigger: g
    });
  }, [w, g]), F = /* @__PURE__ */ l.createElement(si.Provider, {
    value: null
  }, /* @__PURE__ */ l.createElement(So.Provider, {
    value: G
  }, z));
  return d === !1 ? F : /* @__PURE__ */ l.createElement(d, pe({}, S, {
    ref: x,
    onSubmit: function(Z) {
      Z.preventDefault(), Z.stopPropagation(), w.submit();
    },
    onReset: function(Z) {
      var U;
      Z.preventDefault(), w.resetFields(), (U = S.onReset) === null || U === void 0 || U.call(S, Z);
    }
  }), F);
};
function Id(e) {
  try {
    return JSON.stringify(e);
  } catch {
    return Math.random();
  }
}
function Mx() {
  for (var e = arguments.length, t = new Array(e), n = 0; n < e; n++)
    t[n] = arguments[n];
  var r = t[0], o = t[1], a = o === void 0 ? {} : o, i = B$(a) ? {
    form: a
  } : a, s = i.form, c = Ct(), u = k(c, 2), d = u[0], f = u[1], m = wn(function() {
    return Id(d);
  }, [d]), g = we(m);
  g.current = m;
  var p = Wt(So), h = s || p, v = h && h._init, y = qt(r), b = we(y);
  return b.current = y, Mt(
    function() {
      if (v) {
        var S = h.getFieldsValue, x = h.getInternalHooks, $ = x(Pr), C = $.registerWatch, E = function(M, P) {
          var R = i.preserve ? P : M;
          return typeof r == "function" ? r(R) : Zn(R, b.current);
        }, w = C(function(I, M) {
          var P = E(I, M), R = Id(P);
          g.current !== R && (g.current = R, f(P));
        }), O = E(S(), S(!0));
        return d !== O && f(O), w;
      }
    },
    // We do not need re-register since namePath content is the same
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [v]
  ), d;
}
var Tx = /* @__PURE__ */ l.forwardRef(Rx), pa = Tx;
pa.FormProvider = Ix;
pa.Field = tg;
pa.List = xx;
pa.useForm = rg;
pa.useWatch = Mx;
const ci = /* @__PURE__ */ l.createContext({}), Nx = ({
  children: e,
  status: t,
  override: n
}) => {
  const r = l.useContext(ci), o = l.useMemo(() => {
    const a = Object.assign({}, r);
    return n && delete a.isFormItemInput, t && (delete a.status, delete a.hasFeedback, delete a.feedbackIcon), a;
  }, [t, n, r]);
  return /* @__PURE__ */ l.createElement(ci.Provider, {
    value: o
  }, e);
}, _x = /* @__PURE__ */ l.createContext(void 0), Ic = (e) => {
  const {
    space: t,
    form: n,
    children: r
  } = e;
  if (r == null)
    return null;
  let o = r;
  return n && (o = /* @__PURE__ */ D.createElement(Nx, {
    override: !0,
    status: !0
  }, o)), t && (o = /* @__PURE__ */ D.createElement(tC, null, o)), o;
};
var jx = function(t) {
  if (sn() && window.document.documentElement) {
    var n = Array.isArray(t) ? t : [t], r = window.document.documentElement;
    return n.some(function(o) {
      return o in r.style;
    });
  }
  return !1;
};
function Pd(e, t) {
  return jx(e);
}
const zx = () => sn() && window.document.documentElement, _i = (e) => {
  const {
    prefixCls: t,
    className: n,
    style: r,
    size: o,
    shape: a
  } = e, i = V({
    [`${t}-lg`]: o === "large",
    [`${t}-sm`]: o === "small"
  }), s = V({
    [`${t}-circle`]: a === "circle",
    [`${t}-square`]: a === "square",
    [`${t}-round`]: a === "round"
  }), c = l.useMemo(() => typeof o == "number" ? {
    width: o,
    height: o,
    lineHeight: `${o}px`
  } : {}, [o]);
  return /* @__PURE__ */ l.createElement("span", {
    className: V(t, i, s, n),
    style: Object.assign(Object.assign({}, c), r)
  });
}, Ax = new ot("ant-skeleton-loading", {
  "0%": {
    backgroundPosition: "100% 50%"
  },
  "100%": {
    backgroundPosition: "0 50%"
  }
}), ji = (e) => ({
  height: e,
  lineHeight: H(e)
}), lo = (e) => Object.assign({
  width: e
}, ji(e)), Lx = (e) => ({
  background: e.skeletonLoadingBackground,
  backgroundSize: "400% 100%",
  animationName: Ax,
  animationDuration: e.skeletonLoadingMotionDuration,
  animationTimingFunction: "ease",
  animationIterationCount: "infinite"
}), Cl = (e, t) => Object.assign({
  width: t(e).mul(5).equal(),
  minWidth: t(e).mul(5).equal()
}, ji(e)), Bx = (e) => {
  const {
    skeletonAvatarCls: t,
    gradientFromColor: n,
    controlHeight: r,
    controlHeightLG: o,
    controlHeightSM: a
  } = e;
  return {
    [t]: Object.assign({
      display: "inline-block",
      verticalAlign: "top",
      background: n
    }, lo(r)),
    [`${t}${t}-circle`]: {
      borderRadius: "50%"
    },
    [`${t}${t}-lg`]: Object.assign({}, lo(o)),
    [`${t}${t}-sm`]: Object.assign({}, lo(a))
  };
}, Dx = (e) => {
  const {
    controlHeight: t,
    borderRadiusSM: n,
    skeletonInputCls: r,
    controlHeightLG: o,
    controlHeightSM: a,
    gradientFromColor: i,
    calc: s
  } = e;
  return {
    [r]: Object.assign({
      display: "inline-block",
      verticalAlign: "top",
      background: i,
      borderRadius: n
    }, Cl(t, s)),
    [`${r}-lg`]: Object.assign({}, Cl(o, s)),
    [`${r}-sm`]: Object.assign({}, Cl(a, s))
  };
}, Rd = (e) => Object.assign({
  width: e
}, ji(e)), Fx = (e) => {
  const {
    skeletonImageCls: t,
    imageSizeBase: n,
    gradientFromColor: r,
    borderRadiusSM: o,
    calc: a
  } = e;
  return {
    [t]: Object.assign(Object.assign({
      display: "inline-flex",
      alignItems: "center",
      justifyContent: "center",
      verticalAlign: "middle",
      background: r,
      borderRadius: o
    }, Rd(a(n).mul(2).equal())), {
      [`${t}-path`]: {
        fill: "#bfbfbf"
      },
      [`${t}-svg`]: Object.assign(Object.assign({}, Rd(n)), {
        maxWidth: a(n).mul(4).equal(),
        maxHeight: a(n).mul(4).equal()
      }),
      [`${t}-svg${t}-svg-circle`]: {
        borderRadius: "50%"
      }
    }),
    [`${t}${t}-circle`]: {
      borderRadius: "50%"
    }
  };
}, $l = (e, t, n) => {
  const {
    skeletonButtonCls: r
  } = e;
  return {
    [`${n}${r}-circle`]: {
      width: t,
      minWidth: t,
      borderRadius: "50%"
    },
    [`${n}${r}-round`]: {
      borderRadius: t
    }
  };
}, xl = (e, t) => Object.assign({
  width: t(e).mul(2).equal(),
  minWidth: t(e).mul(2).equal()
}, ji(e)), Hx = (e) => {
  const {
    borderRadiusSM: t,
    skeletonButtonCls: n,
    controlHeight: r,
    controlHeightLG: o,
    controlHeightSM: a,
    gradientFromColor: i,
    calc: s
  } = e;
  return Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({
    [n]: Object.assign({
      display: "inline-block",
      verticalAlign: "top",
      background: i,
      borderRadius: t,
      width: s(r).mul(2).equal(),
      minWidth: s(r).mul(2).equal()
    }, xl(r, s))
  }, $l(e, r, n)), {
    [`${n}-lg`]: Object.assign({}, xl(o, s))
  }), $l(e, o, `${n}-lg`)), {
    [`${n}-sm`]: Object.assign({}, xl(a, s))
  }), $l(e, a, `${n}-sm`));
}, Vx = (e) => {
  const {
    componentCls: t,
    skeletonAvatarCls: n,
    skeletonTitleCls: r,
    skeletonParagraphCls: o,
    skeletonButtonCls: a,
    skeletonInputCls: i,
    skeletonImageCls: s,
    controlHeight: c,
    controlHeightLG: u,
    controlHeightSM: d,
    gradientFromColor: f,
    padding: m,
    marginSM: g,
    borderRadius: p,
    titleHeight: h,
    blockRadius: v,
    paragraphLiHeight: y,
    controlHeightXS: b,
    paragraphMarginTop: S
  } = e;
  return {
    [t]: {
      display: "table",
      width: "100%",
      [`${t}-header`]: {
        display: "table-cell",
        paddingInlineEnd: m,
        verticalAlign: "top",
        // Avatar
        [n]: Object.assign({
          display: "inline-block",
          verticalAlign: "top",
          background: f
        }, lo(c)),
        [`${n}-circle`]: {
          borderRadius: "50%"
        },
        [`${n}-lg`]: Object.assign({}, lo(u)),
        [`${n}-sm`]: Object.assign({}, lo(d))
      },
      [`${t}-content`]: {
        display: "table-cell",
        width: "100%",
        verticalAlign: "top",
        // Title
        [r]: {
          width: "100%",
          height: h,
          background: f,
          borderRadius: v,
          [`+ ${o}`]: {
            marginBlockStart: d
          }
        },
        // paragraph
        [o]: {
          padding: 0,
          "> li": {
            width: "100%",
            height: y,
            listStyle: "none",
            background: f,
            borderRadius: v,
            "+ li": {
              marginBlockStart: b
            }
          }
        },
        [`${o}> li:last-child:not(:first-child):not(:nth-child(2))`]: {
          width: "61%"
        }
      },
      [`&-round ${t}-content`]: {
        [`${r}, ${o} > li`]: {
          borderRadius: p
        }
      }
    },
    [`${t}-with-avatar ${t}-content`]: {
      // Title
      [r]: {
        marginBlockStart: g,
        [`+ ${o}`]: {
          marginBlockStart: S
        }
      }
    },
    // Skeleton element
    [`${t}${t}-element`]: Object.assign(Object.assign(Object.assign(Object.assign({
      display: "inline-block",
      width: "auto"
    }, Hx(e)), Bx(e)), Dx(e)), Fx(e)),
    // Skeleton Block Button, Input
    [`${t}${t}-block`]: {
      width: "100%",
      [a]: {
        width: "100%"
      },
      [i]: {
        width: "100%"
      }
    },
    // With active animation
    [`${t}${t}-active`]: {
      [`
        ${r},
        ${o} > li,
        ${n},
        ${a},
        ${i},
        ${s}
      `]: Object.assign({}, Lx(e))
    }
  };
}, Wx = (e) => {
  const {
    colorFillContent: t,
    colorFill: n
  } = e, r = t, o = n;
  return {
    color: r,
    colorGradientEnd: o,
    gradientFromColor: r,
    gradientToColor: o,
    titleHeight: e.controlHeight / 2,
    blockRadius: e.borderRadiusSM,
    paragraphMarginTop: e.marginLG + e.marginXXS,
    paragraphLiHeight: e.controlHeight / 2
  };
}, Oo = Lt("Skeleton", (e) => {
  const {
    componentCls: t,
    calc: n
  } = e, r = xt(e, {
    skeletonAvatarCls: `${t}-avatar`,
    skeletonTitleCls: `${t}-title`,
    skeletonParagraphCls: `${t}-paragraph`,
    skeletonButtonCls: `${t}-button`,
    skeletonInputCls: `${t}-input`,
    skeletonImageCls: `${t}-image`,
    imageSizeBase: n(e.controlHeight).mul(1.5).equal(),
    borderRadius: 100,
    // Large number to make capsule shape
    skeletonLoadingBackground: `linear-gradient(90deg, ${e.gradientFromColor} 25%, ${e.gradientToColor} 37%, ${e.gradientFromColor} 63%)`,
    skeletonLoadingMotionDuration: "1.4s"
  });
  return Vx(r);
}, Wx, {
  deprecatedTokens: [["color", "gradientFromColor"], ["colorGradientEnd", "gradientToColor"]]
}), Gx = (e) => {
  const {
    prefixCls: t,
    className: n,
    rootClassName: r,
    active: o,
    shape: a = "circle",
    size: i = "default"
  } = e, {
    getPrefixCls: s
  } = l.useContext(ct), c = s("skeleton", t), [u, d, f] = Oo(c), m = yn(e, ["prefixCls", "className"]), g = V(c, `${c}-element`, {
    [`${c}-active`]: o
  }, n, r, d, f);
  return u(/* @__PURE__ */ l.createElement("div", {
    className: g
  }, /* @__PURE__ */ l.createElement(_i, Object.assign({
    prefixCls: `${c}-avatar`,
    shape: a,
    size: i
  }, m))));
}, kx = (e) => {
  const {
    prefixCls: t,
    className: n,
    rootClassName: r,
    active: o,
    block: a = !1,
    size: i = "default"
  } = e, {
    getPrefixCls: s
  } = l.useContext(ct), c = s("skeleton", t), [u, d, f] = Oo(c), m = yn(e, ["prefixCls"]), g = V(c, `${c}-element`, {
    [`${c}-active`]: o,
    [`${c}-block`]: a
  }, n, r, d, f);
  return u(/* @__PURE__ */ l.createElement("div", {
    className: g
  }, /* @__PURE__ */ l.createElement(_i, Object.assign({
    prefixCls: `${c}-button`,
    size: i
  }, m))));
}, Ux = "M365.714286 329.142857q0 45.714286-32.036571 77.677714t-77.677714 32.036571-77.677714-32.036571-32.036571-77.677714 32.036571-77.677714 77.677714-32.036571 77.677714 32.036571 32.036571 77.677714zM950.857143 548.571429l0 256-804.571429 0 0-109.714286 182.857143-182.857143 91.428571 91.428571 292.571429-292.571429zM1005.714286 146.285714l-914.285714 0q-7.460571 0-12.873143 5.412571t-5.412571 12.873143l0 694.857143q0 7.460571 5.412571 12.873143t12.873143 5.412571l914.285714 0q7.460571 0 12.873143-5.412571t5.412571-12.873143l0-694.857143q0-7.460571-5.412571-12.873143t-12.873143-5.412571zM1097.142857 164.571429l0 694.857143q0 37.741714-26.843429 64.585143t-64.585143 26.843429l-914.285714 0q-37.741714 0-64.585143-26.843429t-26.843429-64.585143l0-694.857143q0-37.741714 26.843429-64.585143t64.585143-26.843429l914.285714 0q37.741714 0 64.585143 26.843429t26.843429 64.585143z", qx = (e) => {
  const {
    prefixCls: t,
    className: n,
    rootClassName: r,
    style: o,
    active: a
  } = e, {
    getPrefixCls: i
  } = l.useContext(ct), s = i("skeleton", t), [c, u, d] = Oo(s), f = V(s, `${s}-element`, {
    [`${s}-active`]: a
  }, n, r, u, d);
  return c(/* @__PURE__ */ l.createElement("div", {
    className: f
  }, /* @__PURE__ */ l.createElement("div", {
    className: V(`${s}-image`, n),
    style: o
  }, /* @__PURE__ */ l.createElement("svg", {
    viewBox: "0 0 1098 1024",
    xmlns: "http://www.w3.org/2000/svg",
    className: `${s}-image-svg`
  }, /* @__PURE__ */ l.createElement("title", null, "Image placeholder"), /* @__PURE__ */ l.createElement("path", {
    d: Ux,
    className: `${s}-image-path`
  })))));
}, Kx = (e) => {
  const {
    prefixCls: t,
    className: n,
    rootClassName: r,
    active: o,
    block: a,
    size: i = "default"
  } = e, {
    getPrefixCls: s
  } = l.useContext(ct), c = s("skeleton", t), [u, d, f] = Oo(c), m = yn(e, ["prefixCls"]), g = V(c, `${c}-element`, {
    [`${c}-active`]: o,
    [`${c}-block`]: a
  }, n, r, d, f);
  return u(/* @__PURE__ */ l.createElement("div", {
    className: g
  }, /* @__PURE__ */ l.createElement(_i, Object.assign({
    prefixCls: `${c}-input`,
    size: i
  }, m))));
}, Xx = (e) => {
  const {
    prefixCls: t,
    className: n,
    rootClassName: r,
    style: o,
    active: a,
    children: i
  } = e, {
    getPrefixCls: s
  } = l.useContext(ct), c = s("skeleton", t), [u, d, f] = Oo(c), m = V(c, `${c}-element`, {
    [`${c}-active`]: a
  }, d, n, r, f);
  return u(/* @__PURE__ */ l.createElement("div", {
    className: m
  }, /* @__PURE__ */ l.createElement("div", {
    className: V(`${c}-image`, n),
    style: o
  }, i)));
}, Yx = (e, t) => {
  const {
    width: n,
    rows: r = 2
  } = t;
  if (Array.isArray(n))
    return n[e];
  if (r - 1 === e)
    return n;
}, Zx = (e) => {
  const {
    prefixCls: t,
    className: n,
    style: r,
    rows: o = 0
  } = e, a = Array.from({
    length: o
  }).map((i, s) => (
    // eslint-disable-next-line react/no-array-index-key
    /* @__PURE__ */ l.createElement("li", {
      key: s,
      style: {
        width: Yx(s, e)
      }
    })
  ));
  return /* @__PURE__ */ l.createElement("ul", {
    className: V(t, n),
    style: r
  }, a);
}, Qx = ({
  prefixCls: e,
  className: t,
  width: n,
  style: r
}) => (
  // biome-ignore lint/a11y/useHeadingContent: HOC here
  /* @__PURE__ */ l.createElement("h3", {
    className: V(e, t),
    style: Object.assign({
      width: n
    }, r)
  })
);
function wl(e) {
  return e && typeof e == "object" ? e : {};
}
function Jx(e, t) {
  return e && !t ? {
    size: "large",
    shape: "square"
  } : {
    size: "large",
    shape: "circle"
  };
}
function e1(e, t) {
  return !e && t ? {
    width: "38%"
  } : e && t ? {
    width: "50%"
  } : {};
}
function t1(e, t) {
  const n = {};
  return (!e || !t) && (n.width = "61%"), !e && t ? n.rows = 3 : n.rows = 2, n;
}
const wr = (e) => {
  const {
    prefixCls: t,
    loading: n,
    className: r,
    rootClassName: o,
    style: a,
    children: i,
    avatar: s = !1,
    title: c = !0,
    paragraph: u = !0,
    active: d,
    round: f
  } = e, {
    getPrefixCls: m,
    direction: g,
    className: p,
    style: h
  } = Gn("skeleton"), v = m("skeleton", t), [y, b, S] = Oo(v);
  if (n || !("loading" in e)) {
    const x = !!s, $ = !!c, C = !!u;
    let E;
    if (x) {
      const I = Object.assign(Object.assign({
        prefixCls: `${v}-avatar`
      }, Jx($, C)), wl(s));
      E = /* @__PURE__ */ l.createElement("div", {
        className: `${v}-header`
      }, /* @__PURE__ */ l.createElement(_i, Object.assign({}, I)));
    }
    let w;
    if ($ || C) {
      let I;
      if ($) {
        const P = Object.assign(Object.assign({
          prefixCls: `${v}-title`
        }, e1(x, C)), wl(c));
        I = /* @__PURE__ */ l.createElement(Qx, Object.assign({}, P));
      }
      let M;
      if (C) {
        const P = Object.assign(Object.assign({
          prefixCls: `${v}-paragraph`
        }, t1(x, $)), wl(u));
        M = /* @__PURE__ */ l.createElement(Zx, Object.assign({}, P));
      }
      w = /* @__PURE__ */ l.createElement("div", {
        className: `${v}-content`
      }, I, M);
    }
    const O = V(v, {
      [`${v}-with-avatar`]: x,
      [`${v}-active`]: d,
      [`${v}-rtl`]: g === "rtl",
      [`${v}-round`]: f
    }, p, r, o, b, S);
    return y(/* @__PURE__ */ l.createElement("div", {
      className: O,
      style: Object.assign(Object.assign({}, h), a)
    }, E, w));
  }
  return i ?? null;
};
wr.Button = kx;
wr.Avatar = Gx;
wr.Input = Kx;
wr.Image = qx;
wr.Node = Xx;
function Md() {
}
const n1 = /* @__PURE__ */ l.createContext({
  add: Md,
  remove: Md
});
function r1(e) {
  const t = l.useContext(n1), n = l.useRef(null);
  return Zt((o) => {
    if (o) {
      const a = e ? o.querySelector(e) : o;
      a && (t.add(a), n.current = a);
    } else
      t.remove(n.current);
  });
}
const Td = () => {
  const {
    cancelButtonProps: e,
    cancelTextLocale: t,
    onCancel: n
  } = Wt(va);
  return /* @__PURE__ */ D.createElement(sr, Object.assign({
    onClick: n
  }, e), t);
}, Nd = () => {
  const {
    confirmLoading: e,
    okButtonProps: t,
    okType: n,
    okTextLocale: r,
    onOk: o
  } = Wt(va);
  return /* @__PURE__ */ D.createElement(sr, Object.assign({}, Av(n), {
    loading: e,
    onClick: o
  }, t), r);
};
function o1(e, t) {
  return /* @__PURE__ */ D.createElement("span", {
    className: `${e}-close-x`
  }, t || /* @__PURE__ */ D.createElement(lr, {
    className: `${e}-close-icon`
  }));
}
const a1 = (e) => {
  const {
    okText: t,
    okType: n = "primary",
    cancelText: r,
    confirmLoading: o,
    onOk: a,
    onCancel: i,
    okButtonProps: s,
    cancelButtonProps: c,
    footer: u
  } = e, [d] = ir("Modal", nb()), f = t || d?.okText, m = r || d?.cancelText, g = D.useMemo(() => ({
    confirmLoading: o,
    okButtonProps: s,
    cancelButtonProps: c,
    okTextLocale: f,
    cancelTextLocale: m,
    okType: n,
    onOk: a,
    onCancel: i
  }), [o, s, c, f, m, n, a, i]);
  let p;
  return typeof u == "function" || typeof u > "u" ? (p = /* @__PURE__ */ D.createElement(D.Fragment, null, /* @__PURE__ */ D.createElement(Td, null), /* @__PURE__ */ D.createElement(Nd, null)), typeof u == "function" && (p = u(p, {
    OkBtn: Nd,
    CancelBtn: Td
  })), p = /* @__PURE__ */ D.createElement(qv, {
    value: g
  }, p)) : p = u, /* @__PURE__ */ D.createElement(Jm, {
    disabled: !1
  }, p);
}, i1 = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    // Grid system
    [t]: {
      display: "flex",
      flexFlow: "row wrap",
      minWidth: 0,
      "&::before, &::after": {
        display: "flex"
      },
      "&-no-wrap": {
        flexWrap: "nowrap"
      },
      // The origin of the X-axis
      "&-start": {
        justifyContent: "flex-start"
      },
      // The center of the X-axis
      "&-center": {
        justifyContent: "center"
      },
      // The opposite of the X-axis
      "&-end": {
        justifyContent: "flex-end"
      },
      "&-space-between": {
        justifyContent: "space-between"
      },
      "&-space-around": {
        justifyContent: "space-around"
      },
      "&-space-evenly": {
        justifyContent: "space-evenly"
      },
      // Align at the top
      "&-top": {
        alignItems: "flex-start"
      },
      // Align at the center
      "&-middle": {
        alignItems: "center"
      },
      "&-bottom": {
        alignItems: "flex-end"
      }
    }
  };
}, l1 = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    // Grid system
    [t]: {
      position: "relative",
      maxWidth: "100%",
      // Prevent columns from collapsing when empty
      minHeight: 1
    }
  };
}, s1 = (e, t) => {
  const {
    prefixCls: n,
    componentCls: r,
    gridColumns: o
  } = e, a = {};
  for (let i = o; i >= 0; i--)
    i === 0 ? (a[`${r}${t}-${i}`] = {
      display: "none"
    }, a[`${r}-push-${i}`] = {
      insetInlineStart: "auto"
    }, a[`${r}-pull-${i}`] = {
      insetInlineEnd: "auto"
    }, a[`${r}${t}-push-${i}`] = {
      insetInlineStart: "auto"
    }, a[`${r}${t}-pull-${i}`] = {
      insetInlineEnd: "auto"
    }, a[`${r}${t}-offset-${i}`] = {
      marginInlineStart: 0
    }, a[`${r}${t}-order-${i}`] = {
      order: 0
    }) : (a[`${r}${t}-${i}`] = [
      // https://github.com/ant-design/ant-design/issues/44456
      // Form set `display: flex` on Col which will override `display: block`.
      // Let's get it from css variable to support override.
      {
        "--ant-display": "block",
        // Fallback to display if variable not support
        display: "block"
      },
      {
        display: "var(--ant-display)",
        flex: `0 0 ${i / o * 100}%`,
        maxWidth: `${i / o * 100}%`
      }
    ], a[`${r}${t}-push-${i}`] = {
      insetInlineStart: `${i / o * 100}%`
    }, a[`${r}${t}-pull-${i}`] = {
      insetInlineEnd: `${i / o * 100}%`
    }, a[`${r}${t}-offset-${i}`] = {
      marginInlineStart: `${i / o * 100}%`
    }, a[`${r}${t}-order-${i}`] = {
      order: i
    });
  return a[`${r}${t}-flex`] = {
    flex: `var(--${n}${t}-flex)`
  }, a;
}, Ls = (e, t) => s1(e, t), c1 = (e, t, n) => ({
  [`@media (min-width: ${H(t)})`]: Object.assign({}, Ls(e, n))
}), u1 = () => ({}), d1 = () => ({}), f1 = Lt("Grid", i1, u1), og = (e) => ({
  xs: e.screenXSMin,
  sm: e.screenSMMin,
  md: e.screenMDMin,
  lg: e.screenLGMin,
  xl: e.screenXLMin,
  xxl: e.screenXXLMin
}), m1 = Lt("Grid", (e) => {
  const t = xt(e, {
    gridColumns: 24
    // Row is divided into 24 parts in Grid
  }), n = og(t);
  return delete n.xs, [l1(t), Ls(t, ""), Ls(t, "-xs"), Object.keys(n).map((r) => c1(t, n[r], `-${r}`)).reduce((r, o) => Object.assign(Object.assign({}, r), o), {})];
}, d1);
function _d(e) {
  return {
    position: e,
    inset: 0
  };
}
const v1 = (e) => {
  const {
    componentCls: t,
    antCls: n
  } = e;
  return [{
    [`${t}-root`]: {
      [`${t}${n}-zoom-enter, ${t}${n}-zoom-appear`]: {
        // reset scale avoid mousePosition bug
        transform: "none",
        opacity: 0,
        animationDuration: e.motionDurationSlow,
        // https://github.com/ant-design/ant-design/issues/11777
        userSelect: "none"
      },
      // https://github.com/ant-design/ant-design/issues/37329
      // https://github.com/ant-design/ant-design/issues/40272
      [`${t}${n}-zoom-leave ${t}-content`]: {
        pointerEvents: "none"
      },
      [`${t}-mask`]: Object.assign(Object.assign({}, _d("fixed")), {
        zIndex: e.zIndexPopupBase,
        height: "100%",
        backgroundColor: e.colorBgMask,
        pointerEvents: "none",
        [`${t}-hidden`]: {
          display: "none"
        }
      }),
      [`${t}-wrap`]: Object.assign(Object.assign({}, _d("fixed")), {
        zIndex: e.zIndexPopupBase,
        overflow: "auto",
        outline: 0,
        WebkitOverflowScrolling: "touch"
      })
    }
  }, {
    [`${t}-root`]: SC(e)
  }];
}, g1 = (e) => {
  const {
    componentCls: t
  } = e;
  return [
    // ======================== Root =========================
    {
      [`${t}-root`]: {
        [`${t}-wrap-rtl`]: {
          direction: "rtl"
        },
        [`${t}-centered`]: {
          textAlign: "center",
          "&::before": {
            display: "inline-block",
            width: 0,
            height: "100%",
            verticalAlign: "middle",
            content: '""'
          },
          [t]: {
            top: 0,
            display: "inline-block",
            paddingBottom: 0,
            textAlign: "start",
            verticalAlign: "middle"
          }
        },
        [`@media (max-width: ${e.screenSMMax}px)`]: {
          [t]: {
            maxWidth: "calc(100vw - 16px)",
            margin: `${H(e.marginXS)} auto`
          },
          [`${t}-centered`]: {
            [t]: {
              flex: 1
            }
          }
        }
      }
    },
    // ======================== Modal ========================
    {
      [t]: Object.assign(Object.assign({}, Qt(e)), {
        pointerEvents: "none",
        position: "relative",
        top: 100,
        width: "auto",
        maxWidth: `calc(100vw - ${H(e.calc(e.margin).mul(2).equal())})`,
        margin: "0 auto",
        paddingBottom: e.paddingLG,
        [`${t}-title`]: {
          margin: 0,
          color: e.titleColor,
          fontWeight: e.fontWeightStrong,
          fontSize: e.titleFontSize,
          lineHeight: e.titleLineHeight,
          wordWrap: "break-word"
        },
        [`${t}-content`]: {
          position: "relative",
          backgroundColor: e.contentBg,
          backgroundClip: "padding-box",
          border: 0,
          borderRadius: e.borderRadiusLG,
          boxShadow: e.boxShadow,
          pointerEvents: "auto",
          padding: e.contentPadding
        },
        [`${t}-close`]: Object.assign({
          position: "absolute",
          top: e.calc(e.modalHeaderHeight).sub(e.modalCloseBtnSize).div(2).equal(),
          insetInlineEnd: e.calc(e.modalHeaderHeight).sub(e.modalCloseBtnSize).div(2).equal(),
          zIndex: e.calc(e.zIndexPopupBase).add(10).equal(),
          padding: 0,
          color: e.modalCloseIconColor,
          fontWeight: e.fontWeightStrong,
          lineHeight: 1,
          textDecoration: "none",
          background: "transparent",
          borderRadius: e.borderRadiusSM,
          width: e.modalCloseBtnSize,
          height: e.modalCloseBtnSize,
          border: 0,
          outline: 0,
          cursor: "pointer",
          transition: `color ${e.motionDurationMid}, background-color ${e.motionDurationMid}`,
          "&-x": {
            display: "flex",
            fontSize: e.fontSizeLG,
            fontStyle: "normal",
            lineHeight: H(e.modalCloseBtnSize),
            justifyContent: "center",
            textTransform: "none",
            textRendering: "auto"
          },
          "&:disabled": {
            pointerEvents: "none"
          },
          "&:hover": {
            color: e.modalCloseIconHoverColor,
            backgroundColor: e.colorBgTextHover,
            textDecoration: "none"
          },
          "&:active": {
            backgroundColor: e.colorBgTextActive
          }
        }, yr(e)),
        [`${t}-header`]: {
          color: e.colorText,
          background: e.headerBg,
          borderRadius: `${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)} 0 0`,
          marginBottom: e.headerMarginBottom,
          padding: e.headerPadding,
          borderBottom: e.headerBorderBottom
        },
        [`${t}-body`]: {
          fontSize: e.fontSize,
          lineHeight: e.lineHeight,
          wordWrap: "break-word",
          padding: e.bodyPadding,
          [`${t}-body-skeleton`]: {
            width: "100%",
            height: "100%",
            display: "flex",
            justifyContent: "center",
            alignItems: "center",
            margin: `${H(e.margin)} auto`
          }
        },
        [`${t}-footer`]: {
          textAlign: "end",
          background: e.footerBg,
          marginTop: e.footerMarginTop,
          padding: e.footerPadding,
          borderTop: e.footerBorderTop,
          borderRadius: e.footerBorderRadius,
          [`> ${e.antCls}-btn + ${e.antCls}-btn`]: {
            marginInlineStart: e.marginXS
          }
        },
        [`${t}-open`]: {
          overflow: "hidden"
        }
      })
    },
    // ======================== Pure =========================
    {
      [`${t}-pure-panel`]: {
        top: "auto",
        padding: 0,
        display: "flex",
        flexDirection: "column",
        [`${t}-content,
          ${t}-body,
          ${t}-confirm-body-wrapper`]: {
          display: "flex",
          flexDirection: "column",
          flex: "auto"
        },
        [`${t}-confirm-body`]: {
          marginBottom: "auto"
        }
      }
    }
  ];
}, p1 = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`${t}-root`]: {
      [`${t}-wrap-rtl`]: {
        direction: "rtl",
        [`${t}-confirm-body`]: {
          direction: "rtl"
        }
      }
    }
  };
}, h1 = (e) => {
  const {
    componentCls: t
  } = e, n = og(e), r = Object.assign({}, n);
  delete r.xs;
  const o = `--${t.replace(".", "")}-`, a = Object.keys(r).map((i) => ({
    [`@media (min-width: ${H(r[i])})`]: {
      width: `var(${o}${i}-width)`
    }
  }));
  return {
    [`${t}-root`]: {
      [t]: [].concat($e(Object.keys(n).map((i, s) => {
        const c = Object.keys(n)[s - 1];
        return c ? {
          [`${o}${i}-width`]: `var(${o}${c}-width)`
        } : null;
      })), [{
        width: `var(${o}xs-width)`
      }], $e(a))
    }
  };
}, ag = (e) => {
  const t = e.padding, n = e.fontSizeHeading5, r = e.lineHeightHeading5;
  return xt(e, {
    modalHeaderHeight: e.calc(e.calc(r).mul(n).equal()).add(e.calc(t).mul(2).equal()).equal(),
    modalFooterBorderColorSplit: e.colorSplit,
    modalFooterBorderStyle: e.lineType,
    modalFooterBorderWidth: e.lineWidth,
    modalCloseIconColor: e.colorIcon,
    modalCloseIconHoverColor: e.colorIconHover,
    modalCloseBtnSize: e.controlHeight,
    modalConfirmIconSize: e.fontHeight,
    modalTitleHeight: e.calc(e.titleFontSize).mul(e.titleLineHeight).equal()
  });
}, ig = (e) => ({
  footerBg: "transparent",
  headerBg: e.colorBgElevated,
  titleLineHeight: e.lineHeightHeading5,
  titleFontSize: e.fontSizeHeading5,
  contentBg: e.colorBgElevated,
  titleColor: e.colorTextHeading,
  // internal
  contentPadding: e.wireframe ? 0 : `${H(e.paddingMD)} ${H(e.paddingContentHorizontalLG)}`,
  headerPadding: e.wireframe ? `${H(e.padding)} ${H(e.paddingLG)}` : 0,
  headerBorderBottom: e.wireframe ? `${H(e.lineWidth)} ${e.lineType} ${e.colorSplit}` : "none",
  headerMarginBottom: e.wireframe ? 0 : e.marginXS,
  bodyPadding: e.wireframe ? e.paddingLG : 0,
  footerPadding: e.wireframe ? `${H(e.paddingXS)} ${H(e.padding)}` : 0,
  footerBorderTop: e.wireframe ? `${H(e.lineWidth)} ${e.lineType} ${e.colorSplit}` : "none",
  footerBorderRadius: e.wireframe ? `0 0 ${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)}` : 0,
  footerMarginTop: e.wireframe ? 0 : e.marginSM,
  confirmBodyPadding: e.wireframe ? `${H(e.padding * 2)} ${H(e.padding * 2)} ${H(e.paddingLG)}` : 0,
  confirmIconMarginInlineEnd: e.wireframe ? e.margin : e.marginSM,
  confirmBtnsMarginTop: e.wireframe ? e.marginLG : e.marginSM
}), b1 = Lt("Modal", (e) => {
  const t = ag(e);
  return [g1(t), p1(t), v1(t), Vv(t, "zoom"), h1(t)];
}, ig, {
  unitless: {
    titleLineHeight: !0
  }
});
var y1 = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
let Bs;
const S1 = (e) => {
  Bs = {
    x: e.pageX,
    y: e.pageY
  }, setTimeout(() => {
    Bs = null;
  }, 100);
};
zx() && document.documentElement.addEventListener("click", S1, !0);
const C1 = (e) => {
  const {
    prefixCls: t,
    className: n,
    rootClassName: r,
    open: o,
    wrapClassName: a,
    centered: i,
    getContainer: s,
    focusTriggerAfterClose: c = !0,
    style: u,
    // Deprecated
    visible: d,
    width: f = 520,
    footer: m,
    classNames: g,
    styles: p,
    children: h,
    loading: v,
    confirmLoading: y,
    zIndex: b,
    mousePosition: S,
    onOk: x,
    onCancel: $,
    destroyOnHidden: C,
    destroyOnClose: E,
    panelRef: w = null,
    modalRender: O
  } = e, I = y1(e, ["prefixCls", "className", "rootClassName", "open", "wrapClassName", "centered", "getContainer", "focusTriggerAfterClose", "style", "visible", "width", "footer", "classNames", "styles", "children", "loading", "confirmLoading", "zIndex", "mousePosition", "onOk", "onCancel", "destroyOnHidden", "destroyOnClose", "panelRef", "modalRender"]), {
    getPopupContainer: M,
    getPrefixCls: P,
    direction: R,
    modal: T
  } = l.useContext(ct), L = (oe) => {
    y || $?.(oe);
  }, _ = (oe) => {
    x?.(oe);
  }, z = P("modal", t), A = P(), W = Eo(z), [B, G, F] = b1(z, W), X = V(a, {
    [`${z}-centered`]: i ?? T?.centered,
    [`${z}-wrap-rtl`]: R === "rtl"
  }), Z = m !== null && !v ? /* @__PURE__ */ l.createElement(a1, Object.assign({}, e, {
    onOk: _,
    onCancel: L
  })) : null, [U, q, ne, le] = Pv(oi(e), oi(T), {
    closable: !0,
    closeIcon: /* @__PURE__ */ l.createElement(lr, {
      className: `${z}-close-icon`
    }),
    closeIconRender: (oe) => o1(z, oe)
  }), re = O ? (oe) => /* @__PURE__ */ l.createElement("div", {
    className: `${z}-render`
  }, O(oe)) : void 0, ce = `.${z}-${O ? "render" : "content"}`, J = r1(ce), Y = Wn(w, J), [te, ee] = bc("Modal", b), [Q, K] = l.useMemo(() => f && typeof f == "object" ? [void 0, f] : [f, void 0], [f]), ae = l.useMemo(() => {
    const oe = {};
    return K && Object.keys(K).forEach((ue) => {
      const de = K[ue];
      de !== void 0 && (oe[`--${z}-${ue}-width`] = typeof de == "number" ? `${de}px` : de);
    }), oe;
  }, [z, K]);
  return B(/* @__PURE__ */ l.createElement(Ic, {
    form: !0,
    space: !0
  }, /* @__PURE__ */ l.createElement(pc.Provider, {
    value: ee
  }, /* @__PURE__ */ l.createElement(Zv, Object.assign({
    width: Q
  }, I, {
    zIndex: te,
    getContainer: s === void 0 ? M : s,
    prefixCls: z,
    rootClassName: V(G, r, F, W),
    footer: Z,
    visible: o ?? d,
    mousePosition: S ?? Bs,
    onClose: L,
    closable: U && Object.assign({
      disabled: ne,
      closeIcon: q
    }, le),
    closeIcon: q,
    focusTriggerAfterClose: c,
    transitionName: _r(A, "zoom", e.transitionName),
    maskTransitionName: _r(A, "fade", e.maskTransitionName),
    className: V(G, n, T?.className),
    style: Object.assign(Object.assign(Object.assign({}, T?.style), u), ae),
    classNames: Object.assign(Object.assign(Object.assign({}, T?.classNames), g), {
      wrapper: V(X, g?.wrapper)
    }),
    styles: Object.assign(Object.assign({}, T?.styles), p),
    panelRef: Y,
    // TODO: In the future, destroyOnClose in rc-dialog needs to be upgrade to destroyOnHidden
    destroyOnClose: C ?? E,
    modalRender: re
  }), v ? /* @__PURE__ */ l.createElement(wr, {
    active: !0,
    title: !1,
    paragraph: {
      rows: 4
    },
    className: `${z}-body-skeleton`
  }) : h))));
}, $1 = (e) => {
  const {
    componentCls: t,
    titleFontSize: n,
    titleLineHeight: r,
    modalConfirmIconSize: o,
    fontSize: a,
    lineHeight: i,
    modalTitleHeight: s,
    fontHeight: c,
    confirmBodyPadding: u
  } = e, d = `${t}-confirm`;
  return {
    [d]: {
      "&-rtl": {
        direction: "rtl"
      },
      [`${e.antCls}-modal-header`]: {
        display: "none"
      },
      [`${d}-body-wrapper`]: Object.assign({}, da()),
      [`&${t} ${t}-body`]: {
        padding: u
      },
      // ====================== Body ======================
      [`${d}-body`]: {
        display: "flex",
        flexWrap: "nowrap",
        alignItems: "start",
        [`> ${e.iconCls}`]: {
          flex: "none",
          fontSize: o,
          marginInlineEnd: e.confirmIconMarginInlineEnd,
          marginTop: e.calc(e.calc(c).sub(o).equal()).div(2).equal()
        },
        [`&-has-title > ${e.iconCls}`]: {
          marginTop: e.calc(e.calc(s).sub(o).equal()).div(2).equal()
        }
      },
      [`${d}-paragraph`]: {
        display: "flex",
        flexDirection: "column",
        flex: "auto",
        rowGap: e.marginXS,
        // https://github.com/ant-design/ant-design/issues/51912
        maxWidth: `calc(100% - ${H(e.marginSM)})`
      },
      // https://github.com/ant-design/ant-design/issues/48159
      [`${e.iconCls} + ${d}-paragraph`]: {
        maxWidth: `calc(100% - ${H(e.calc(e.modalConfirmIconSize).add(e.marginSM).equal())})`
      },
      [`${d}-title`]: {
        color: e.colorTextHeading,
        fontWeight: e.fontWeightStrong,
        fontSize: n,
        lineHeight: r
      },
      [`${d}-content`]: {
        color: e.colorText,
        fontSize: a,
        lineHeight: i
      },
      // ===================== Footer =====================
      [`${d}-btns`]: {
        textAlign: "end",
        marginTop: e.confirmBtnsMarginTop,
        [`${e.antCls}-btn + ${e.antCls}-btn`]: {
          marginBottom: 0,
          marginInlineStart: e.marginXS
        }
      }
    },
    [`${d}-error ${d}-body > ${e.iconCls}`]: {
      color: e.colorError
    },
    [`${d}-warning ${d}-body > ${e.iconCls},
        ${d}-confirm ${d}-body > ${e.iconCls}`]: {
      color: e.colorWarning
    },
    [`${d}-info ${d}-body > ${e.iconCls}`]: {
      color: e.colorInfo
    },
    [`${d}-success ${d}-body > ${e.iconCls}`]: {
      color: e.colorSuccess
    }
  };
}, x1 = fa(["Modal", "confirm"], (e) => {
  const t = ag(e);
  return $1(t);
}, ig, {
  // confirm is weak than modal since no conflict here
  order: -1e3
});
var w1 = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const E1 = (e) => {
  const {
    prefixCls: t,
    icon: n,
    okText: r,
    cancelText: o,
    confirmPrefixCls: a,
    type: i,
    okCancel: s,
    footer: c,
    // Legacy for static function usage
    locale: u
  } = e, d = w1(e, ["prefixCls", "icon", "okText", "cancelText", "confirmPrefixCls", "type", "okCancel", "footer", "locale"]);
  let f = n;
  if (!n && n !== null)
    switch (i) {
      case "info":
        f = /* @__PURE__ */ l.createElement(wi, null);
        break;
      case "success":
        f = /* @__PURE__ */ l.createElement(wo, null);
        break;
      case "error":
        f = /* @__PURE__ */ l.createElement($r, null);
        break;
      default:
        f = /* @__PURE__ */ l.createElement(xi, null);
    }
  const m = s ?? i === "confirm", g = e.autoFocusButton === null ? !1 : e.autoFocusButton || "ok", [p] = ir("Modal"), h = u || p, v = r || (m ? h?.okText : h?.justOkText), y = o || h?.cancelText, b = l.useMemo(() => Object.assign({
    autoFocusButton: g,
    cancelTextLocale: y,
    okTextLocale: v,
    mergedOkCancel: m
  }, d), [g, y, v, m, d]), S = /* @__PURE__ */ l.createElement(l.Fragment, null, /* @__PURE__ */ l.createElement(ud, null), /* @__PURE__ */ l.createElement(dd, null)), x = e.title !== void 0 && e.title !== null, $ = `${a}-body`;
  return /* @__PURE__ */ l.createElement("div", {
    className: `${a}-body-wrapper`
  }, /* @__PURE__ */ l.createElement("div", {
    className: V($, {
      [`${$}-has-title`]: x
    })
  }, f, /* @__PURE__ */ l.createElement("div", {
    className: `${a}-paragraph`
  }, x && /* @__PURE__ */ l.createElement("span", {
    className: `${a}-title`
  }, e.title), /* @__PURE__ */ l.createElement("div", {
    className: `${a}-content`
  }, e.content))), c === void 0 || typeof c == "function" ? /* @__PURE__ */ l.createElement(qv, {
    value: b
  }, /* @__PURE__ */ l.createElement("div", {
    className: `${a}-btns`
  }, typeof c == "function" ? c(S, {
    OkBtn: dd,
    CancelBtn: ud
  }) : S)) : c, /* @__PURE__ */ l.createElement(x1, {
    prefixCls: t
  }));
}, O1 = (e) => {
  const {
    close: t,
    zIndex: n,
    maskStyle: r,
    direction: o,
    prefixCls: a,
    wrapClassName: i,
    rootPrefixCls: s,
    bodyStyle: c,
    closable: u = !1,
    onConfirm: d,
    styles: f,
    title: m
  } = e, g = `${a}-confirm`, p = e.width || 416, h = e.style || {}, v = e.mask === void 0 ? !0 : e.mask, y = e.maskClosable === void 0 ? !1 : e.maskClosable, b = V(g, `${g}-${e.type}`, {
    [`${g}-rtl`]: o === "rtl"
  }, e.className), [, S] = vn(), x = l.useMemo(() => n !== void 0 ? n : S.zIndexPopupBase + hc, [n, S]);
  return /* @__PURE__ */ l.createElement(C1, Object.assign({}, e, {
    className: b,
    wrapClassName: V({
      [`${g}-centered`]: !!e.centered
    }, i),
    onCancel: () => {
      t?.({
        triggerCancel: !0
      }), d?.(!1);
    },
    title: m,
    footer: null,
    transitionName: _r(s || "", "zoom", e.transitionName),
    maskTransitionName: _r(s || "", "fade", e.maskTransitionName),
    mask: v,
    maskClosable: y,
    style: h,
    styles: Object.assign({
      body: c,
      mask: r
    }, f),
    width: p,
    zIndex: x,
    closable: u
  }), /* @__PURE__ */ l.createElement(E1, Object.assign({}, e, {
    confirmPrefixCls: g
  })));
}, I1 = (e) => {
  const {
    rootPrefixCls: t,
    iconPrefixCls: n,
    direction: r,
    theme: o
  } = e;
  return /* @__PURE__ */ l.createElement(Cr, {
    prefixCls: t,
    iconPrefixCls: n,
    direction: r,
    theme: o
  }, /* @__PURE__ */ l.createElement(O1, Object.assign({}, e)));
};
function P1(e) {
  return Object.assign(Object.assign({}, e), {
    type: "warning"
  });
}
function R1(e) {
  return Object.assign(Object.assign({}, e), {
    type: "info"
  });
}
function M1(e) {
  return Object.assign(Object.assign({}, e), {
    type: "success"
  });
}
function T1(e) {
  return Object.assign(Object.assign({}, e), {
    type: "error"
  });
}
function N1(e) {
  return Object.assign(Object.assign({}, e), {
    type: "confirm"
  });
}
var _1 = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const j1 = (e, t) => {
  var n, {
    afterClose: r,
    config: o
  } = e, a = _1(e, ["afterClose", "config"]);
  const [i, s] = l.useState(!0), [c, u] = l.useState(o), {
    direction: d,
    getPrefixCls: f
  } = l.useContext(ct), m = f("modal"), g = f(), p = () => {
    var b;
    r(), (b = c.afterClose) === null || b === void 0 || b.call(c);
  }, h = (...b) => {
    var S;
    if (s(!1), b.some((C) => C?.triggerCancel)) {
      var $;
      (S = c.onCancel) === null || S === void 0 || ($ = S).call.apply($, [c, () => {
      }].concat($e(b.slice(1))));
    }
  };
  l.useImperativeHandle(t, () => ({
    destroy: h,
    update: (b) => {
      u((S) => {
        const x = typeof b == "function" ? b(S) : b;
        return Object.assign(Object.assign({}, S), x);
      });
    }
  }));
  const v = (n = c.okCancel) !== null && n !== void 0 ? n : c.type === "confirm", [y] = ir("Modal", br.Modal);
  return /* @__PURE__ */ l.createElement(I1, Object.assign({
    prefixCls: m,
    rootPrefixCls: g
  }, c, {
    close: h,
    open: i,
    afterClose: p,
    okText: c.okText || (v ? y?.okText : y?.justOkText),
    direction: c.direction || d,
    cancelText: c.cancelText || y?.cancelText
  }, a));
}, z1 = /* @__PURE__ */ l.forwardRef(j1);
let jd = 0;
const A1 = /* @__PURE__ */ l.memo(/* @__PURE__ */ l.forwardRef((e, t) => {
  const [n, r] = gS();
  return l.useImperativeHandle(t, () => ({
    patchElement: r
  }), [r]), /* @__PURE__ */ l.createElement(l.Fragment, null, n);
}));
function L1() {
  const e = l.useRef(null), [t, n] = l.useState([]);
  l.useEffect(() => {
    t.length && ($e(t).forEach((i) => {
      i();
    }), n([]));
  }, [t]);
  const r = l.useCallback((a) => function(s) {
    var c;
    jd += 1;
    const u = /* @__PURE__ */ l.createRef();
    let d;
    const f = new Promise((v) => {
      d = v;
    });
    let m = !1, g;
    const p = /* @__PURE__ */ l.createElement(z1, {
      key: `modal-${jd}`,
      config: a(s),
      ref: u,
      afterClose: () => {
        g?.();
      },
      isSilent: () => m,
      onConfirm: (v) => {
        d(v);
      }
    });
    return g = (c = e.current) === null || c === void 0 ? void 0 : c.patchElement(p), {
      destroy: () => {
        function v() {
          var y;
          (y = u.current) === null || y === void 0 || y.destroy();
        }
        u.current ? v() : n((y) => [].concat($e(y), [v]));
      },
      update: (v) => {
        function y() {
          var b;
          (b = u.current) === null || b === void 0 || b.update(v);
        }
        u.current ? y() : n((b) => [].concat($e(b), [y]));
      },
      then: (v) => (m = !0, f.then(v))
    };
  }, []);
  return [l.useMemo(() => ({
    info: r(R1),
    success: r(M1),
    error: r(T1),
    warning: r(P1),
    confirm: r(N1)
  }), [r]), /* @__PURE__ */ l.createElement(A1, {
    key: "modal-holder",
    ref: e
  })];
}
const B1 = (e) => {
  const {
    componentCls: t,
    notificationMarginEdge: n,
    animationMaxHeight: r
  } = e, o = `${t}-notice`, a = new ot("antNotificationFadeIn", {
    "0%": {
      transform: "translate3d(100%, 0, 0)",
      opacity: 0
    },
    "100%": {
      transform: "translate3d(0, 0, 0)",
      opacity: 1
    }
  }), i = new ot("antNotificationTopFadeIn", {
    "0%": {
      top: -r,
      opacity: 0
    },
    "100%": {
      top: 0,
      opacity: 1
    }
  }), s = new ot("antNotificationBottomFadeIn", {
    "0%": {
      bottom: e.calc(r).mul(-1).equal(),
      opacity: 0
    },
    "100%": {
      bottom: 0,
      opacity: 1
    }
  }), c = new ot("antNotificationLeftFadeIn", {
    "0%": {
      transform: "translate3d(-100%, 0, 0)",
      opacity: 0
    },
    "100%": {
      transform: "translate3d(0, 0, 0)",
      opacity: 1
    }
  });
  return {
    [t]: {
      [`&${t}-top, &${t}-bottom`]: {
        marginInline: 0,
        [o]: {
          marginInline: "auto auto"
        }
      },
      [`&${t}-top`]: {
        [`${t}-fade-enter${t}-fade-enter-active, ${t}-fade-appear${t}-fade-appear-active`]: {
          animationName: i
        }
      },
      [`&${t}-bottom`]: {
        [`${t}-fade-enter${t}-fade-enter-active, ${t}-fade-appear${t}-fade-appear-active`]: {
          animationName: s
        }
      },
      [`&${t}-topRight, &${t}-bottomRight`]: {
        [`${t}-fade-enter${t}-fade-enter-active, ${t}-fade-appear${t}-fade-appear-active`]: {
          animationName: a
        }
      },
      [`&${t}-topLeft, &${t}-bottomLeft`]: {
        marginRight: {
          value: 0,
          _skip_check_: !0
        },
        marginLeft: {
          value: n,
          _skip_check_: !0
        },
        [o]: {
          marginInlineEnd: "auto",
          marginInlineStart: 0
        },
        [`${t}-fade-enter${t}-fade-enter-active, ${t}-fade-appear${t}-fade-appear-active`]: {
          animationName: c
        }
      }
    }
  };
}, D1 = ["top", "topLeft", "topRight", "bottom", "bottomLeft", "bottomRight"], F1 = {
  topLeft: "left",
  topRight: "right",
  bottomLeft: "left",
  bottomRight: "right",
  top: "left",
  bottom: "left"
}, H1 = (e, t) => {
  const {
    componentCls: n
  } = e;
  return {
    [`${n}-${t}`]: {
      [`&${n}-stack > ${n}-notice-wrapper`]: {
        [t.startsWith("top") ? "top" : "bottom"]: 0,
        [F1[t]]: {
          value: 0,
          _skip_check_: !0
        }
      }
    }
  };
}, V1 = (e) => {
  const t = {};
  for (let n = 1; n < e.notificationStackLayer; n++)
    t[`&:nth-last-child(${n + 1})`] = {
      overflow: "hidden",
      [`& > ${e.componentCls}-notice`]: {
        opacity: 0,
        transition: `opacity ${e.motionDurationMid}`
      }
    };
  return Object.assign({
    [`&:not(:nth-last-child(-n+${e.notificationStackLayer}))`]: {
      opacity: 0,
      overflow: "hidden",
      color: "transparent",
      pointerEvents: "none"
    }
  }, t);
}, W1 = (e) => {
  const t = {};
  for (let n = 1; n < e.notificationStackLayer; n++)
    t[`&:nth-last-child(${n + 1})`] = {
      background: e.colorBgBlur,
      backdropFilter: "blur(10px)",
      "-webkit-backdrop-filter": "blur(10px)"
    };
  return Object.assign({}, t);
}, G1 = (e) => {
  const {
    componentCls: t
  } = e;
  return Object.assign({
    [`${t}-stack`]: {
      [`& > ${t}-notice-wrapper`]: Object.assign({
        transition: `transform ${e.motionDurationSlow}, backdrop-filter 0s`,
        willChange: "transform, opacity",
        position: "absolute"
      }, V1(e))
    },
    [`${t}-stack:not(${t}-stack-expanded)`]: {
      [`& > ${t}-notice-wrapper`]: Object.assign({}, W1(e))
    },
    [`${t}-stack${t}-stack-expanded`]: {
      [`& > ${t}-notice-wrapper`]: {
        "&:not(:nth-last-child(-n + 1))": {
          opacity: 1,
          overflow: "unset",
          color: "inherit",
          pointerEvents: "auto",
          [`& > ${e.componentCls}-notice`]: {
            opacity: 1
          }
        },
        "&:after": {
          content: '""',
          position: "absolute",
          height: e.margin,
          width: "100%",
          insetInline: 0,
          bottom: e.calc(e.margin).mul(-1).equal(),
          background: "transparent",
          pointerEvents: "auto"
        }
      }
    }
  }, D1.map((n) => H1(e, n)).reduce((n, r) => Object.assign(Object.assign({}, n), r), {}));
}, k1 = (e) => {
  const {
    iconCls: t,
    componentCls: n,
    // .ant-notification
    boxShadow: r,
    fontSizeLG: o,
    notificationMarginBottom: a,
    borderRadiusLG: i,
    colorSuccess: s,
    colorInfo: c,
    colorWarning: u,
    colorError: d,
    colorTextHeading: f,
    notificationBg: m,
    notificationPadding: g,
    notificationMarginEdge: p,
    notificationProgressBg: h,
    notificationProgressHeight: v,
    fontSize: y,
    lineHeight: b,
    width: S,
    notificationIconSize: x,
    colorText: $,
    colorSuccessBg: C,
    colorErrorBg: E,
    colorInfoBg: w,
    colorWarningBg: O
  } = e, I = `${n}-notice`;
  return {
    position: "relative",
    marginBottom: a,
    marginInlineStart: "auto",
    background: m,
    borderRadius: i,
    boxShadow: r,
    [I]: {
      padding: g,
      width: S,
      maxWidth: `calc(100vw - ${H(e.calc(p).mul(2).equal())})`,
      lineHeight: b,
      wordWrap: "break-word",
      borderRadius: i,
      overflow: "hidden",
      // Type-specific background colors
      "&-success": C ? {
        background: C
      } : {},
      "&-error": E ? {
        background: E
      } : {},
      "&-info": w ? {
        background: w
      } : {},
      "&-warning": O ? {
        background: O
      } : {}
    },
    [`${I}-message`]: {
      color: f,
      fontSize: o,
      lineHeight: e.lineHeightLG
    },
    [`${I}-description`]: {
      fontSize: y,
      color: $,
      marginTop: e.marginXS
    },
    [`${I}-closable ${I}-message`]: {
      paddingInlineEnd: e.paddingLG
    },
    [`${I}-with-icon ${I}-message`]: {
      marginInlineStart: e.calc(e.marginSM).add(x).equal(),
      fontSize: o
    },
    [`${I}-with-icon ${I}-description`]: {
      marginInlineStart: e.calc(e.marginSM).add(x).equal(),
      fontSize: y
    },
    // Icon & color style in different selector level
    // https://github.com/ant-design/ant-design/issues/16503
    // https://github.com/ant-design/ant-design/issues/15512
    [`${I}-icon`]: {
      position: "absolute",
      fontSize: x,
      lineHeight: 1,
      // icon-font
      [`&-success${t}`]: {
        color: s
      },
      [`&-info${t}`]: {
        color: c
      },
      [`&-warning${t}`]: {
        color: u
      },
      [`&-error${t}`]: {
        color: d
      }
    },
    [`${I}-close`]: Object.assign({
      position: "absolute",
      top: e.notificationPaddingVertical,
      insetInlineEnd: e.notificationPaddingHorizontal,
      color: e.colorIcon,
      outline: "none",
      width: e.notificationCloseButtonSize,
      height: e.notificationCloseButtonSize,
      borderRadius: e.borderRadiusSM,
      transition: `background-color ${e.motionDurationMid}, color ${e.motionDurationMid}`,
      display: "flex",
      alignItems: "center",
      justifyContent: "center",
      background: "none",
      border: "none",
      "&:hover": {
        color: e.colorIconHover,
        backgroundColor: e.colorBgTextHover
      },
      "&:active": {
        backgroundColor: e.colorBgTextActive
      }
    }, yr(e)),
    [`${I}-progress`]: {
      position: "absolute",
      display: "block",
      appearance: "none",
      inlineSize: `calc(100% - ${H(i)} * 2)`,
      left: {
        _skip_check_: !0,
        value: i
      },
      right: {
        _skip_check_: !0,
        value: i
      },
      bottom: 0,
      blockSize: v,
      border: 0,
      "&, &::-webkit-progress-bar": {
        borderRadius: i,
        backgroundColor: "rgba(0, 0, 0, 0.04)"
      },
      "&::-moz-progress-bar": {
        background: h
      },
      "&::-webkit-progress-value": {
        borderRadius: i,
        background: h
      }
    },
    [`${I}-actions`]: {
      float: "right",
      marginTop: e.marginSM
    }
  };
}, U1 = (e) => {
  const {
    componentCls: t,
    // .ant-notification
    notificationMarginBottom: n,
    notificationMarginEdge: r,
    motionDurationMid: o,
    motionEaseInOut: a
  } = e, i = `${t}-notice`, s = new ot("antNotificationFadeOut", {
    "0%": {
      maxHeight: e.animationMaxHeight,
      marginBottom: n
    },
    "100%": {
      maxHeight: 0,
      marginBottom: 0,
      paddingTop: 0,
      paddingBottom: 0,
      opacity: 0
    }
  });
  return [
    // ============================ Holder ============================
    {
      [t]: Object.assign(Object.assign({}, Qt(e)), {
        position: "fixed",
        zIndex: e.zIndexPopup,
        marginRight: {
          value: r,
          _skip_check_: !0
        },
        [`${t}-hook-holder`]: {
          position: "relative"
        },
        //  animation
        [`${t}-fade-appear-prepare`]: {
          opacity: "0 !important"
        },
        [`${t}-fade-enter, ${t}-fade-appear`]: {
          animationDuration: e.motionDurationMid,
          animationTimingFunction: a,
          animationFillMode: "both",
          opacity: 0,
          animationPlayState: "paused"
        },
        [`${t}-fade-leave`]: {
          animationTimingFunction: a,
          animationFillMode: "both",
          animationDuration: o,
          animationPlayState: "paused"
        },
        [`${t}-fade-enter${t}-fade-enter-active, ${t}-fade-appear${t}-fade-appear-active`]: {
          animationPlayState: "running"
        },
        [`${t}-fade-leave${t}-fade-leave-active`]: {
          animationName: s,
          animationPlayState: "running"
        },
        // RTL
        "&-rtl": {
          direction: "rtl",
          [`${i}-actions`]: {
            float: "left"
          }
        }
      })
    },
    // ============================ Notice ============================
    {
      [t]: {
        [`${i}-wrapper`]: k1(e)
      }
    }
  ];
}, q1 = (e) => ({
  zIndexPopup: e.zIndexPopupBase + hc + 50,
  width: 384,
  // Fix notification background color issue
  // https://github.com/ant-design/ant-design/issues/55649
  // https://github.com/ant-design/ant-design/issues/56055
  colorSuccessBg: void 0,
  colorErrorBg: void 0,
  colorInfoBg: void 0,
  colorWarningBg: void 0
}), K1 = (e) => {
  const t = e.paddingMD, n = e.paddingLG;
  return xt(e, {
    notificationBg: e.colorBgElevated,
    notificationPaddingVertical: t,
    notificationPaddingHorizontal: n,
    notificationIconSize: e.calc(e.fontSizeLG).mul(e.lineHeightLG).equal(),
    notificationCloseButtonSize: e.calc(e.controlHeightLG).mul(0.55).equal(),
    notificationMarginBottom: e.margin,
    notificationPadding: `${H(e.paddingMD)} ${H(e.paddingContentHorizontalLG)}`,
    notificationMarginEdge: e.marginLG,
    animationMaxHeight: 150,
    notificationStackLayer: 3,
    notificationProgressHeight: 2,
    notificationProgressBg: `linear-gradient(90deg, ${e.colorPrimaryBorderHover}, ${e.colorPrimary})`
  });
}, X1 = Lt("Notification", (e) => {
  const t = K1(e);
  return [U1(t), B1(t), G1(t)];
}, q1);
function lg(e, t) {
  return t === null || t === !1 ? null : t || /* @__PURE__ */ l.createElement(lr, {
    className: `${e}-close-icon`
  });
}
const Y1 = {
  success: wo,
  info: wi,
  error: $r,
  warning: xi
}, Z1 = (e) => {
  const {
    prefixCls: t,
    icon: n,
    type: r,
    message: o,
    description: a,
    actions: i,
    role: s = "alert"
  } = e;
  let c = null;
  return n ? c = /* @__PURE__ */ l.createElement("span", {
    className: `${t}-icon`
  }, n) : r && (c = /* @__PURE__ */ l.createElement(Y1[r] || null, {
    className: V(`${t}-icon`, `${t}-icon-${r}`)
  })), /* @__PURE__ */ l.createElement("div", {
    className: V({
      [`${t}-with-icon`]: c
    }),
    role: s
  }, c, /* @__PURE__ */ l.createElement("div", {
    className: `${t}-message`
  }, o), a && /* @__PURE__ */ l.createElement("div", {
    className: `${t}-description`
  }, a), i && /* @__PURE__ */ l.createElement("div", {
    className: `${t}-actions`
  }, i));
};
function Q1(e, t, n) {
  let r;
  switch (e) {
    case "top":
      r = {
        left: "50%",
        transform: "translateX(-50%)",
        right: "auto",
        top: t,
        bottom: "auto"
      };
      break;
    case "topLeft":
      r = {
        left: 0,
        top: t,
        bottom: "auto"
      };
      break;
    case "topRight":
      r = {
        right: 0,
        top: t,
        bottom: "auto"
      };
      break;
    case "bottom":
      r = {
        left: "50%",
        transform: "translateX(-50%)",
        right: "auto",
        top: "auto",
        bottom: n
      };
      break;
    case "bottomLeft":
      r = {
        left: 0,
        top: "auto",
        bottom: n
      };
      break;
    default:
      r = {
        right: 0,
        top: "auto",
        bottom: n
      };
      break;
  }
  return r;
}
function J1(e) {
  return {
    motionName: `${e}-fade`
  };
}
function ew(e, t, n) {
  return typeof e < "u" ? e : typeof t?.closeIcon < "u" ? t.closeIcon : n?.closeIcon;
}
var tw = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const zd = 24, nw = 4.5, rw = "topRight", ow = ({
  children: e,
  prefixCls: t
}) => {
  const n = Eo(t), [r, o, a] = X1(t, n);
  return r(/* @__PURE__ */ D.createElement(Ov, {
    classNames: {
      list: V(o, a, n)
    }
  }, e));
}, aw = (e, {
  prefixCls: t,
  key: n
}) => /* @__PURE__ */ D.createElement(ow, {
  prefixCls: t,
  key: n
}, e), iw = /* @__PURE__ */ D.forwardRef((e, t) => {
  const {
    top: n,
    bottom: r,
    prefixCls: o,
    getContainer: a,
    maxCount: i,
    rtl: s,
    onAllRemoved: c,
    stack: u,
    duration: d,
    pauseOnHover: f = !0,
    showProgress: m
  } = e, {
    getPrefixCls: g,
    getPopupContainer: p,
    notification: h,
    direction: v
  } = Wt(ct), [, y] = vn(), b = o || g("notification"), S = (w) => Q1(w, n ?? zd, r ?? zd), x = () => V({
    [`${b}-rtl`]: s ?? v === "rtl"
  }), $ = () => J1(b), [C, E] = Iv({
    prefixCls: b,
    style: S,
    className: x,
    motion: $,
    closable: !0,
    closeIcon: lg(b),
    duration: d ?? nw,
    getContainer: () => a?.() || p?.() || document.body,
    maxCount: i,
    pauseOnHover: f,
    showProgress: m,
    onAllRemoved: c,
    renderNotifications: aw,
    stack: u === !1 ? !1 : {
      threshold: typeof u == "object" ? u?.threshold : void 0,
      offset: 8,
      gap: y.margin
    }
  });
  return D.useImperativeHandle(t, () => Object.assign(Object.assign({}, C), {
    prefixCls: b,
    notification: h
  })), E;
});
function lw(e) {
  const t = D.useRef(null);
  return ua(), [D.useMemo(() => {
    const r = (s) => {
      var c;
      if (!t.current)
        return;
      const {
        open: u,
        prefixCls: d,
        notification: f
      } = t.current, m = `${d}-notice`, {
        message: g,
        description: p,
        icon: h,
        type: v,
        btn: y,
        actions: b,
        className: S,
        style: x,
        role: $ = "alert",
        closeIcon: C,
        closable: E
      } = s, w = tw(s, ["message", "description", "icon", "type", "btn", "actions", "className", "style", "role", "closeIcon", "closable"]), O = b ?? y, I = lg(m, ew(C, e, f));
      return u(Object.assign(Object.assign({
        // use placement from props instead of hard-coding "topRight"
        placement: (c = e?.placement) !== null && c !== void 0 ? c : rw
      }, w), {
        content: /* @__PURE__ */ D.createElement(Z1, {
          prefixCls: m,
          icon: h,
          type: v,
          message: g,
          description: p,
          actions: O,
          role: $
        }),
        className: V(v && `${m}-${v}`, S, f?.className),
        style: Object.assign(Object.assign({}, f?.style), x),
        closeIcon: I,
        closable: E ?? !!I
      }));
    }, a = {
      open: r,
      destroy: (s) => {
        var c, u;
        s !== void 0 ? (c = t.current) === null || c === void 0 || c.close(s) : (u = t.current) === null || u === void 0 || u.destroy();
      }
    };
    return ["success", "info", "warning", "error"].forEach((s) => {
      a[s] = (c) => r(Object.assign(Object.assign({}, c), {
        type: s
      }));
    }), a;
  }, []), /* @__PURE__ */ D.createElement(iw, Object.assign({
    key: "notification-holder"
  }, e, {
    ref: t
  }))];
}
function sw(e) {
  return lw(e);
}
const Ad = /* @__PURE__ */ D.createContext({}), sg = /* @__PURE__ */ D.createContext({
  message: {},
  notification: {},
  modal: {}
}), cw = (e) => {
  const {
    componentCls: t,
    colorText: n,
    fontSize: r,
    lineHeight: o,
    fontFamily: a
  } = e;
  return {
    [t]: {
      color: n,
      fontSize: r,
      lineHeight: o,
      fontFamily: a,
      [`&${t}-rtl`]: {
        direction: "rtl"
      }
    }
  };
}, uw = () => ({}), dw = Lt("App", cw, uw), fw = (e) => {
  const {
    prefixCls: t,
    children: n,
    className: r,
    rootClassName: o,
    message: a,
    notification: i,
    style: s,
    component: c = "div"
  } = e, {
    direction: u,
    getPrefixCls: d
  } = Wt(ct), f = d("app", t), [m, g, p] = dw(f), h = V(g, f, r, o, p, {
    [`${f}-rtl`]: u === "rtl"
  }), v = Wt(Ad), y = D.useMemo(() => ({
    message: Object.assign(Object.assign({}, v.message), a),
    notification: Object.assign(Object.assign({}, v.notification), i)
  }), [a, i, v.message, v.notification]), [b, S] = _S(y.message), [x, $] = sw(y.notification), [C, E] = L1(), w = D.useMemo(() => ({
    message: b,
    notification: x,
    modal: C
  }), [b, x, C]);
  ua()();
  const O = c === !1 ? D.Fragment : c, I = {
    className: h,
    style: s
  };
  return m(/* @__PURE__ */ D.createElement(sg.Provider, {
    value: w
  }, /* @__PURE__ */ D.createElement(Ad.Provider, {
    value: y
  }, /* @__PURE__ */ D.createElement(O, Object.assign({}, c === !1 ? void 0 : I), E, S, $, n))));
}, mw = () => D.useContext(sg), Pc = fw;
Pc.useApp = mw;
function vw(e) {
  return (t) => /* @__PURE__ */ l.createElement(Cr, {
    theme: {
      token: {
        motion: !1,
        zIndexPopupBase: 0
      }
    }
  }, /* @__PURE__ */ l.createElement(e, Object.assign({}, t)));
}
const gw = (e, t, n, r, o) => vw((i) => {
  const {
    prefixCls: s,
    style: c
  } = i, u = l.useRef(null), [d, f] = l.useState(0), [m, g] = l.useState(0), [p, h] = an(!1, {
    value: i.open
  }), {
    getPrefixCls: v
  } = l.useContext(ct), y = v("select", s);
  l.useEffect(() => {
    if (h(!0), typeof ResizeObserver < "u") {
      const x = new ResizeObserver((C) => {
        const E = C[0].target;
        f(E.offsetHeight + 8), g(E.offsetWidth);
      }), $ = setInterval(() => {
        var C;
        const E = `.${y}-dropdown`, w = (C = u.current) === null || C === void 0 ? void 0 : C.querySelector(E);
        w && (clearInterval($), x.observe(w));
      }, 10);
      return () => {
        clearInterval($), x.disconnect();
      };
    }
  }, [y]);
  let b = Object.assign(Object.assign({}, i), {
    style: Object.assign(Object.assign({}, c), {
      margin: 0
    }),
    open: p,
    visible: p,
    getPopupContainer: () => u.current
  });
  Object.assign(b, {
    [t]: {
      overflow: {
        adjustX: !1,
        adjustY: !1
      }
    }
  });
  const S = {
    paddingBottom: d,
    position: "relative",
    minWidth: m
  };
  return /* @__PURE__ */ l.createElement("div", {
    ref: u,
    style: S
  }, /* @__PURE__ */ l.createElement(e, Object.assign({}, b)));
}), Rc = (function() {
  if (typeof navigator > "u" || typeof window > "u")
    return !1;
  var e = navigator.userAgent || navigator.vendor || window.opera;
  return /(android|bb\d+|meego).+mobile|avantgo|bada\/|blackberry|blazer|compal|elaine|fennec|hiptop|iemobile|ip(hone|od)|iris|kindle|lge |maemo|midp|mmp|mobile.+firefox|netfront|opera m(ob|in)i|palm( os)?|phone|p(ixi|re)\/|plucker|pocket|psp|series(4|6)0|symbian|treo|up\.(browser|link)|vodafone|wap|windows ce|xda|xiino|android|ipad|playbook|silk/i.test(e) || /1207|6310|6590|3gso|4thp|50[1-6]i|770s|802s|a wa|abac|ac(er|oo|s-)|ai(ko|rn)|al(av|ca|co)|amoi|an(ex|ny|yw)|aptu|ar(ch|go)|as(te|us)|attw|au(di|-m|r |s )|avan|be(ck|ll|nq)|bi(lb|rd)|bl(ac|az)|br(e|v)w|bumb|bw-(n|u)|c55\/|capi|ccwa|cdm-|cell|chtm|cldc|cmd-|co(mp|nd)|craw|da(it|ll|ng)|dbte|dc-s|devi|dica|dmob|do(c|p)o|ds(12|-d)|el(49|ai)|em(l2|ul)|er(ic|k0)|esl8|ez([4-7]0|os|wa|ze)|fetc|fly(-|_)|g1 u|g560|gene|gf-5|g-mo|go(\.w|od)|gr(ad|un)|haie|hcit|hd-(m|p|t)|hei-|hi(pt|ta)|hp( i|ip)|hs-c|ht(c(-| |_|a|g|p|s|t)|tp)|hu(aw|tc)|i-(20|go|ma)|i230|iac( |-|\/)|ibro|idea|ig01|ikom|im1k|inno|ipaq|iris|ja(t|v)a|jbro|jemu|jigs|kddi|keji|kgt( |\/)|klon|kpt |kwc-|kyo(c|k)|le(no|xi)|lg( g|\/(k|l|u)|50|54|-[a-w])|libw|lynx|m1-w|m3ga|m50\/|ma(te|ui|xo)|mc(01|21|ca)|m-cr|me(rc|ri)|mi(o8|oa|ts)|mmef|mo(01|02|bi|de|do|t(-| |o|v)|zz)|mt(50|p1|v )|mwbp|mywa|n10[0-2]|n20[2-3]|n30(0|2)|n50(0|2|5)|n7(0(0|1)|10)|ne((c|m)-|on|tf|wf|wg|wt)|nok(6|i)|nzph|o2im|op(ti|wv)|oran|owg1|p800|pan(a|d|t)|pdxg|pg(13|-([1-8]|c))|phil|pire|pl(ay|uc)|pn-2|po(ck|rt|se)|prox|psio|pt-g|qa-a|qc(07|12|21|32|60|-[2-7]|i-)|qtek|r380|r600|raks|rim9|ro(ve|zo)|s55\/|sa(ge|ma|mm|ms|ny|va)|sc(01|h-|oo|p-)|sdk\/|se(c(-|0|1)|47|mc|nd|ri)|sgh-|shar|sie(-|m)|sk-0|sl(45|id)|sm(al|ar|b3|it|t5)|so(ft|ny)|sp(01|h-|v-|v )|sy(01|mb)|t2(18|50)|t6(00|10|18)|ta(gt|lk)|tcl-|tdg-|tel(i|m)|tim-|t-mo|to(pl|sh)|ts(70|m-|m3|m5)|tx-9|up(\.b|g1|si)|utst|v400|v750|veri|vi(rg|te)|vk(40|5[0-3]|-v)|vm40|voda|vulc|vx(52|53|60|61|70|80|81|83|85|98)|w3c(-| )|webc|whit|wi(g |nc|nw)|wmlb|wonu|x700|yas-|your|zeto|zte-/i.test(e?.substr(0, 4));
});
var zi = function(t) {
  var n = t.className, r = t.customizeIcon, o = t.customizeIconProps, a = t.children, i = t.onMouseDown, s = t.onClick, c = typeof r == "function" ? r(o) : r;
  return /* @__PURE__ */ l.createElement("span", {
    className: n,
    onMouseDown: function(d) {
      d.preventDefault(), i?.(d);
    },
    style: {
      userSelect: "none",
      WebkitUserSelect: "none"
    },
    unselectable: "on",
    onClick: s,
    "aria-hidden": !0
  }, c !== void 0 ? c : /* @__PURE__ */ l.createElement("span", {
    className: V(n.split(/\s+/).map(function(u) {
      return "".concat(u, "-icon");
    }))
  }, a));
}, pw = function(t, n, r, o, a) {
  var i = arguments.length > 5 && arguments[5] !== void 0 ? arguments[5] : !1, s = arguments.length > 6 ? arguments[6] : void 0, c = arguments.length > 7 ? arguments[7] : void 0, u = D.useMemo(function() {
    if (Be(o) === "object")
      return o.clearIcon;
    if (a)
      return a;
  }, [o, a]), d = D.useMemo(function() {
    return !!(!i && o && (r.length || s) && !(c === "combobox" && s === ""));
  }, [o, i, r.length, s, c]);
  return {
    allowClear: d,
    clearIcon: /* @__PURE__ */ D.createElement(zi, {
      className: "".concat(t, "-clear"),
      onMouseDown: n,
      customizeIcon: u
    }, "×")
  };
}, cg = /* @__PURE__ */ l.createContext(null);
function hw() {
  return l.useContext(cg);
}
function bw() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : 10, t = l.useState(!1), n = k(t, 2), r = n[0], o = n[1], a = l.useRef(null), i = function() {
    window.clearTimeout(a.current);
  };
  l.useEffect(function() {
    return i;
  }, []);
  var s = function(u, d) {
    i(), a.current = window.setTimeout(function() {
      o(u), d && d();
    }, e);
  };
  return [r, s, i];
}
function ug() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : 250, t = l.useRef(null), n = l.useRef(null);
  l.useEffect(function() {
    return function() {
      window.clearTimeout(n.current);
    };
  }, []);
  function r(o) {
    (o || t.current === null) && (t.current = o), window.clearTimeout(n.current), n.current = window.setTimeout(function() {
      t.current = null;
    }, e);
  }
  return [function() {
    return t.current;
  }, r];
}
function yw(e, t, n, r) {
  var o = l.useRef(null);
  o.current = {
    open: t,
    triggerOpen: n,
    customizedTrigger: r
  }, l.useEffect(function() {
    function a(i) {
      var s;
      if (!((s = o.current) !== null && s !== void 0 && s.customizedTrigger)) {
        var c = i.target;
        c.shadowRoot && i.composed && (c = i.composedPath()[0] || c), o.current.open && e().filter(function(u) {
          return u;
        }).every(function(u) {
          return !u.contains(c) && u !== c;
        }) && o.current.triggerOpen(!1);
      }
    }
    return window.addEventListener("mousedown", a), function() {
      return window.removeEventListener("mousedown", a);
    };
  }, []);
}
function Sw(e) {
  return (
    // Undefined for Edge bug:
    // https://github.com/ant-design/ant-design/issues/51292
    e && // Other keys
    ![
      // System function button
      Ie.ESC,
      Ie.SHIFT,
      Ie.BACKSPACE,
      Ie.TAB,
      Ie.WIN_KEY,
      Ie.ALT,
      Ie.META,
      Ie.WIN_KEY_RIGHT,
      Ie.CTRL,
      Ie.SEMICOLON,
      Ie.EQUALS,
      Ie.CAPS_LOCK,
      Ie.CONTEXT_MENU,
      // F1-F12
      Ie.F1,
      Ie.F2,
      Ie.F3,
      Ie.F4,
      Ie.F5,
      Ie.F6,
      Ie.F7,
      Ie.F8,
      Ie.F9,
      Ie.F10,
      Ie.F11,
      Ie.F12
    ].includes(e)
  );
}
var Cw = ["prefixCls", "invalidate", "item", "renderItem", "responsive", "responsiveDisabled", "registerSize", "itemKey", "className", "style", "children", "display", "order", "component"], Vr = void 0;
function $w(e, t) {
  var n = e.prefixCls, r = e.invalidate, o = e.item, a = e.renderItem, i = e.responsive, s = e.responsiveDisabled, c = e.registerSize, u = e.itemKey, d = e.className, f = e.style, m = e.children, g = e.display, p = e.order, h = e.component, v = h === void 0 ? "div" : h, y = at(e, Cw), b = i && !g;
  function S(w) {
    c(u, w);
  }
  l.useEffect(function() {
    return function() {
      S(null);
    };
  }, []);
  var x = a && o !== Vr ? a(o, {
    index: p
  }) : m, $;
  r || ($ = {
    opacity: b ? 0 : 1,
    height: b ? 0 : Vr,
    overflowY: b ? "hidden" : Vr,
    order: i ? p : Vr,
    pointerEvents: b ? "none" : Vr,
    position: b ? "absolute" : Vr
  });
  var C = {};
  b && (C["aria-hidden"] = !0);
  var E = /* @__PURE__ */ l.createElement(v, pe({
    className: V(!r && n, d),
    style: j(j({}, $), f)
  }, C, y, {
    ref: t
  }), x);
  return i && (E = /* @__PURE__ */ l.createElement(zn, {
    onResize: function(O) {
      var I = O.offsetWidth;
      S(I);
    },
    disabled: s
  }, E)), E;
}
var eo = /* @__PURE__ */ l.forwardRef($w);
eo.displayName = "Item";
function xw(e) {
  if (typeof MessageChannel > "u")
    _t(e);
  else {
    var t = new MessageChannel();
    t.port1.onmessage = function() {
      return e();
    }, t.port2.postMessage(void 0);
  }
}
function ww() {
  var e = l.useRef(null), t = function(r) {
    e.current || (e.current = [], xw(function() {
      Lp(function() {
        e.current.forEach(function(o) {
          o();
        }), e.current = null;
      });
    })), e.current.push(r);
  };
  return t;
}
function Wr(e, t) {
  var n = l.useState(t), r = k(n, 2), o = r[0], a = r[1], i = Zt(function(s) {
    e(function() {
      a(s);
    });
  });
  return [o, i];
}
var ui = /* @__PURE__ */ D.createContext(null), Ew = ["component"], Ow = ["className"], Iw = ["className"], Pw = function(t, n) {
  var r = l.useContext(ui);
  if (!r) {
    var o = t.component, a = o === void 0 ? "div" : o, i = at(t, Ew);
    return /* @__PURE__ */ l.createElement(a, pe({}, i, {
      ref: n
    }));
  }
  var s = r.className, c = at(r, Ow), u = t.className, d = at(t, Iw);
  return /* @__PURE__ */ l.createElement(ui.Provider, {
    value: null
  }, /* @__PURE__ */ l.createElement(eo, pe({
    ref: n,
    className: V(s, u)
  }, c, d)));
}, dg = /* @__PURE__ */ l.forwardRef(Pw);
dg.displayName = "RawItem";
var Rw = ["prefixCls", "data", "renderItem", "renderRawItem", "itemKey", "itemWidth", "ssr", "style", "className", "maxCount", "renderRest", "renderRawRest", "prefix", "suffix", "component", "itemComponent", "onVisibleChange"], fg = "responsive", mg = "invalidate";
function Mw(e) {
  return "+ ".concat(e.length, " ...");
}
function Tw(e, t) {
  var n = e.prefixCls, r = n === void 0 ? "rc-overflow" : n, o = e.data, a = o === void 0 ? [] : o, i = e.renderItem, s = e.renderRawItem, c = e.itemKey, u = e.itemWidth, d = u === void 0 ? 10 : u, f = e.ssr, m = e.style, g = e.className, p = e.maxCount, h = e.renderRest, v = e.renderRawRest, y = e.prefix, b = e.suffix, S = e.component, x = S === void 0 ? "div" : S, $ = e.itemComponent, C = e.onVisibleChange, E = at(e, Rw), w = f === "full", O = ww(), I = Wr(O, null), M = k(I, 2), P = M[0], R = M[1], T = P || 0, L = Wr(O, /* @__PURE__ */ new Map()), _ = k(L, 2), z = _[0], A = _[1], W = Wr(O, 0), B = k(W, 2), G = B[0], F = B[1], X = Wr(O, 0), Z = k(X, 2), U = Z[0], q = Z[1], ne = Wr(O, 0), le = k(ne, 2), re = le[0], ce = le[1], J = Wr(O, 0), Y = k(J, 2), te = Y[0], ee = Y[1], Q = Ct(null), K = k(Q, 2), ae = K[0], oe = K[1], ue = Ct(null), de = k(ue, 2), fe = de[0], ve = de[1], ye = l.useMemo(function() {
    return fe === null && w ? Number.MAX_SAFE_INTEGER : fe || 0;
  }, [fe, P]), me = Ct(!1), Fe = k(me, 2), He = Fe[0], Xe = Fe[1], qe = "".concat(r, "-item"), Pe = Math.max(G, U), Ue = p === fg, Re = a.length && Ue, Ve = p === mg, Te = Re || typeof p == "number" && a.length > p, be = wn(function() {
    var ie = a;
    return Re ? P === null && w ? ie = a : ie = a.slice(0, Math.min(a.length, T / d)) : typeof p == "number" && (ie = a.slice(0, p)), ie;
  }, [a, d, P, p, Re]), Ne = wn(function() {
    return Re ? a.slice(ye + 1) : a.slice(be.length);
  }, [a, be, Re, ye]), he = Xn(function(ie, se) {
    var Ce;
    return typeof c == "function" ? c(ie) : (Ce = c && ie?.[c]) !== null && Ce !== void 0 ? Ce : se;
  }, [c]), Ee = Xn(i || function(ie) {
    return ie;
  }, [i]);
  function tt(ie, se, Ce) {
    fe === ie && (se === void 0 || se === ae) || (ve(ie), Ce || (Xe(ie < a.length - 1), C?.(ie)), se !== void 0 && oe(se));
  }
  function Ke(ie, se) {
    R(se.clientWidth);
  }
  function pt(ie, se) {
    A(function(Ce) {
      var _e = new Map(Ce);
      return se === null ? _e.delete(ie) : _e.set(ie, se), _e;
    });
  }
  function wt(ie, se) {
    q(se), F(U);
  }
  function Dt(ie, se) {
    ce(se);
  }
  function Ft(ie, se) {
    ee(se);
  }
  function ht(ie) {
    return z.get(he(be[ie], ie));
  }
  $t(function() {
    if (T && typeof Pe == "number" && be) {
      var ie = re + te, se = be.length, Ce = se - 1;
      if (!se) {
        tt(0, null);
        return;
      }
      for (var _e = 0; _e < se; _e += 1) {
        var je = ht(_e);
        if (w && (je = je || 0), je === void 0) {
          tt(_e - 1, void 0, !0);
          break;
        }
        if (ie += je, // Only one means `totalWidth` is the final width
        Ce === 0 && ie <= T || // Last two width will be the final width
        _e === Ce - 1 && ie + ht(Ce) <= T) {
          tt(Ce, null);
          break;
        } else if (ie + Pe > T) {
          tt(_e - 1, ie - je - te + U);
          break;
        }
      }
      b && ht(0) + te > T && oe(null);
    }
  }, [T, z, U, re, te, he, be]);
  var it = He && !!Ne.length, Ye = {};
  ae !== null && Re && (Ye = {
    position: "absolute",
    left: ae,
    top: 0
  });
  var bt = {
    prefixCls: qe,
    responsive: Re,
    component: $,
    invalidate: Ve
  }, vt = s ? function(ie, se) {
    var Ce = he(ie, se);
    return /* @__PURE__ */ l.createElement(ui.Provider, {
      key: Ce,
      value: j(j({}, bt), {}, {
        order: se,
        item: ie,
        itemKey: Ce,
        registerSize: pt,
        display: se <= ye
      })
    }, s(ie, se));
  } : function(ie, se) {
    var Ce = he(ie, se);
    return /* @__PURE__ */ l.createElement(eo, pe({}, bt, {
      order: se,
      key: Ce,
      item: ie,
      renderItem: Ee,
      itemKey: Ce,
      registerSize: pt,
      display: se <= ye
    }));
  }, Ae = {
    order: it ? ye : Number.MAX_SAFE_INTEGER,
    className: "".concat(qe, "-rest"),
    registerSize: wt,
    display: it
  }, Ze = h || Mw, We = v ? /* @__PURE__ */ l.createElement(ui.Provider, {
    value: j(j({}, bt), Ae)
  }, v(Ne)) : /* @__PURE__ */ l.createElement(eo, pe({}, bt, Ae), typeof Ze == "function" ? Ze(Ne) : Ze), ge = /* @__PURE__ */ l.createElement(x, pe({
    className: V(!Ve && r, g),
    style: m,
    ref: t
  }, E), y && /* @__PURE__ */ l.createElement(eo, pe({}, bt, {
    responsive: Ue,
    responsiveDisabled: !Re,
    order: -1,
    className: "".concat(qe, "-prefix"),
    registerSize: Dt,
    display: !0
  }), y), be.map(vt), Te ? We : null, b && /* @__PURE__ */ l.createElement(eo, pe({}, bt, {
    responsive: Ue,
    responsiveDisabled: !Re,
    order: ye,
    className: "".concat(qe, "-suffix"),
    registerSize: Ft,
    display: !0,
    style: Ye
  }), b));
  return Ue ? /* @__PURE__ */ l.createElement(zn, {
    onResize: Ke,
    disabled: !Re
  }, ge) : ge;
}
var Qn = /* @__PURE__ */ l.forwardRef(Tw);
Qn.displayName = "Overflow";
Qn.Item = dg;
Qn.RESPONSIVE = fg;
Qn.INVALIDATE = mg;
function Nw(e, t, n) {
  var r = j(j({}, e), t);
  return Object.keys(t).forEach(function(o) {
    var a = t[o];
    typeof a == "function" && (r[o] = function() {
      for (var i, s = arguments.length, c = new Array(s), u = 0; u < s; u++)
        c[u] = arguments[u];
      return a.apply(void 0, c), (i = e[o]) === null || i === void 0 ? void 0 : i.call.apply(i, [e].concat(c));
    });
  }), r;
}
var _w = ["prefixCls", "id", "inputElement", "autoFocus", "autoComplete", "editable", "activeDescendantId", "value", "open", "attrs"], jw = function(t, n) {
  var r = t.prefixCls, o = t.id, a = t.inputElement, i = t.autoFocus, s = t.autoComplete, c = t.editable, u = t.activeDescendantId, d = t.value, f = t.open, m = t.attrs, g = at(t, _w), p = a || /* @__PURE__ */ l.createElement("input", null), h = p, v = h.ref, y = h.props;
  return "maxLength" in p.props, p = /* @__PURE__ */ l.cloneElement(p, j(j(j({
    type: "search"
  }, Nw(g, y)), {}, {
    // Override over origin props
    id: o,
    ref: Wn(n, v),
    autoComplete: s || "off",
    autoFocus: i,
    className: V("".concat(r, "-selection-search-input"), y?.className),
    role: "combobox",
    "aria-expanded": f || !1,
    "aria-haspopup": "listbox",
    "aria-owns": "".concat(o, "_list"),
    "aria-autocomplete": "list",
    "aria-controls": "".concat(o, "_list"),
    "aria-activedescendant": f ? u : void 0
  }, m), {}, {
    value: c ? d : "",
    readOnly: !c,
    unselectable: c ? null : "on",
    style: j(j({}, y.style), {}, {
      opacity: c ? null : 0
    })
  })), p;
}, vg = /* @__PURE__ */ l.forwardRef(jw);
function gg(e) {
  return Array.isArray(e) ? e : e !== void 0 ? [e] : [];
}
var zw = typeof window < "u" && window.document && window.document.documentElement, Aw = zw;
function Lw(e) {
  return e != null;
}
function Bw(e) {
  return !e && e !== 0;
}
function Ld(e) {
  return ["string", "number"].includes(Be(e));
}
function pg(e) {
  var t = void 0;
  return e && (Ld(e.title) ? t = e.title.toString() : Ld(e.label) && (t = e.label.toString())), t;
}
function Dw(e, t) {
  Aw ? l.useLayoutEffect(e, t) : l.useEffect(e, t);
}
function Fw(e) {
  var t;
  return (t = e.key) !== null && t !== void 0 ? t : e.value;
}
var Bd = function(t) {
  t.preventDefault(), t.stopPropagation();
}, Hw = function(t) {
  var n = t.id, r = t.prefixCls, o = t.values, a = t.open, i = t.searchValue, s = t.autoClearSearchValue, c = t.inputRef, u = t.placeholder, d = t.disabled, f = t.mode, m = t.showSearch, g = t.autoFocus, p = t.autoComplete, h = t.activeDescendantId, v = t.tabIndex, y = t.removeIcon, b = t.maxTagCount, S = t.maxTagTextLength, x = t.maxTagPlaceholder, $ = x === void 0 ? function(ee) {
    return "+ ".concat(ee.length, " ...");
  } : x, C = t.tagRender, E = t.onToggleOpen, w = t.onRemove, O = t.onInputChange, I = t.onInputPaste, M = t.onInputKeyDown, P = t.onInputMouseDown, R = t.onInputCompositionStart, T = t.onInputCompositionEnd, L = t.onInputBlur, _ = l.useRef(null), z = Ct(0), A = k(z, 2), W = A[0], B = A[1], G = Ct(!1), F = k(G, 2), X = F[0], Z = F[1], U = "".concat(r, "-selection"), q = a || f === "multiple" && s === !1 || f === "tags" ? i : "", ne = f === "tags" || f === "multiple" && s === !1 || m && (a || X);
  Dw(function() {
    B(_.current.scrollWidth);
  }, [q]);
  var le = function(Q, K, ae, oe, ue) {
    return /* @__PURE__ */ l.createElement("span", {
      title: pg(Q),
      className: V("".concat(U, "-item"), N({}, "".concat(U, "-item-disabled"), ae))
    }, /* @__PURE__ */ l.createElement("span", {
      className: "".concat(U, "-item-content")
    }, K), oe && /* @__PURE__ */ l.createElement(zi, {
      className: "".concat(U, "-item-remove"),
      onMouseDown: Bd,
      onClick: ue,
      customizeIcon: y
    }, "×"));
  }, re = function(Q, K, ae, oe, ue, de) {
    var fe = function(ye) {
      Bd(ye), E(!a);
    };
    return /* @__PURE__ */ l.createElement("span", {
      onMouseDown: fe
    }, C({
      label: K,
      value: Q,
      disabled: ae,
      closable: oe,
      onClose: ue,
      isMaxTag: !!de
    }));
  }, ce = function(Q) {
    var K = Q.disabled, ae = Q.label, oe = Q.value, ue = !d && !K, de = ae;
    if (typeof S == "number" && (typeof ae == "string" || typeof ae == "number")) {
      var fe = String(de);
      fe.length > S && (de = "".concat(fe.slice(0, S), "..."));
    }
    var ve = function(me) {
      me && me.stopPropagation(), w(Q);
    };
    return typeof C == "function" ? re(oe, de, K, ue, ve) : le(Q, de, K, ue, ve);
  }, J = function(Q) {
    if (!o.length)
      return null;
    var K = typeof $ == "function" ? $(Q) : $;
    return typeof C == "function" ? re(void 0, K, !1, !1, void 0, !0) : le({
      title: K
    }, K, !1);
  }, Y = /* @__PURE__ */ l.createElement("div", {
    className: "".concat(U, "-search"),
    style: {
      width: W
    },
    onFocus: function() {
      Z(!0);
    },
    onBlur: function() {
      Z(!1);
    }
  }, /* @__PURE__ */ l.createElement(vg, {
    ref: c,
    open: a,
    prefixCls: r,
    id: n,
    inputElement: null,
    disabled: d,
    autoFocus: g,
    autoComplete: p,
    editable: ne,
    activeDescendantId: h,
    value: q,
    onKeyDown: M,
    onMouseDown: P,
    onChange: O,
    onPaste: I,
    onCompositionStart: R,
    onCompositionEnd: T,
    onBlur: L,
    tabIndex: v,
    attrs: Jn(t, !0)
  }), /* @__PURE__ */ l.createElement("span", {
    ref: _,
    className: "".concat(U, "-search-mirror"),
    "aria-hidden": !0
  }, q, " ")), te = /* @__PURE__ */ l.createElement(Qn, {
    prefixCls: "".concat(U, "-overflow"),
    data: o,
    renderItem: ce,
    renderRest: J,
    suffix: Y,
    itemKey: Fw,
    maxCount: b
  });
  return /* @__PURE__ */ l.createElement("span", {
    className: "".concat(U, "-wrap")
  }, te, !o.length && !q && /* @__PURE__ */ l.createElement("span", {
    className: "".concat(U, "-placeholder")
  }, u));
}, Vw = function(t) {
  var n = t.inputElement, r = t.prefixCls, o = t.id, a = t.inputRef, i = t.disabled, s = t.autoFocus, c = t.autoComplete, u = t.activeDescendantId, d = t.mode, f = t.open, m = t.values, g = t.placeholder, p = t.tabIndex, h = t.showSearch, v = t.searchValue, y = t.activeValue, b = t.maxLength, S = t.onInputKeyDown, x = t.onInputMouseDown, $ = t.onInputChange, C = t.onInputPaste, E = t.onInputCompositionStart, w = t.onInputCompositionEnd, O = t.onInputBlur, I = t.title, M = l.useState(!1), P = k(M, 2), R = P[0], T = P[1], L = d === "combobox", _ = L || h, z = m[0], A = v || "";
  L && y && !R && (A = y), l.useEffect(function() {
    L && T(!1);
  }, [L, y]);
  var W = d !== "combobox" && !f && !h ? !1 : !!A, B = I === void 0 ? pg(z) : I, G = l.useMemo(function() {
    return z ? null : /* @__PURE__ */ l.createElement("span", {
      className: "".concat(r, "-selection-placeholder"),
      style: W ? {
        visibility: "hidden"
      } : void 0
    }, g);
  }, [z, W, g, r]);
  return /* @__PURE__ */ l.createElement("span", {
    className: "".concat(r, "-selection-wrap")
  }, /* @__PURE__ */ l.createElement("span", {
    className: "".concat(r, "-selection-search")
  }, /* @__PURE__ */ l.createElement(vg, {
    ref: a,
    prefixCls: r,
    id: o,
    open: f,
    inputElement: n,
    disabled: i,
    autoFocus: s,
    autoComplete: c,
    editable: _,
    activeDescendantId: u,
    value: A,
    onKeyDown: S,
    onMouseDown: x,
    onChange: function(X) {
      T(!0), $(X);
    },
    onPaste: C,
    onCompositionStart: E,
    onCompositionEnd: w,
    onBlur: O,
    tabIndex: p,
    attrs: Jn(t, !0),
    maxLength: L ? b : void 0
  })), !L && z ? /* @__PURE__ */ l.createElement("span", {
    className: "".concat(r, "-selection-item"),
    title: B,
    style: W ? {
      visibility: "hidden"
    } : void 0
  }, z.label) : null, G);
}, Ww = function(t, n) {
  var r = we(null), o = we(!1), a = t.prefixCls, i = t.open, s = t.mode, c = t.showSearch, u = t.tokenWithEnter, d = t.disabled, f = t.prefix, m = t.autoClearSearchValue, g = t.onSearch, p = t.onSearchSubmit, h = t.onToggleOpen, v = t.onInputKeyDown, y = t.onInputBlur, b = t.domRef;
  l.useImperativeHandle(n, function() {
    return {
      focus: function(B) {
        r.current.focus(B);
      },
      blur: function() {
        r.current.blur();
      }
    };
  });
  var S = ug(0), x = k(S, 2), $ = x[0], C = x[1], E = function(B) {
    var G = B.which, F = r.current instanceof HTMLTextAreaElement;
    !F && i && (G === Ie.UP || G === Ie.DOWN) && B.preventDefault(), v && v(B), G === Ie.ENTER && s === "tags" && !o.current && !i && p?.(B.target.value), !(F && !i && ~[Ie.UP, Ie.DOWN, Ie.LEFT, Ie.RIGHT].indexOf(G)) && Sw(G) && h(!0);
  }, w = function() {
    C(!0);
  }, O = we(null), I = function(B) {
    g(B, !0, o.current) !== !1 && h(!0);
  }, M = function() {
    o.current = !0;
  }, P = function(B) {
    o.current = !1, s !== "combobox" && I(B.target.value);
  }, R = function(B) {
    var G = B.target.value;
    if (u && O.current && /[\r\n]/.test(O.current)) {
      var F = O.current.replace(/[\r\n]+$/, "").replace(/\r\n/g, " ").replace(/[\r\n]/g, " ");
      G = G.replace(F, O.current);
    }
    O.current = null, I(G);
  }, T = function(B) {
    var G = B.clipboardData, F = G?.getData("text");
    O.current = F || "";
  }, L = function(B) {
    var G = B.target;
    if (G !== r.current) {
      var F = document.body.style.msTouchAction !== void 0;
      F ? setTimeout(function() {
        r.current.focus();
      }) : r.current.focus();
    }
  }, _ = function(B) {
    var G = $();
    B.target !== r.current && !G && !(s === "combobox" && d) && B.preventDefault(), (s !== "combobox" && (!c || !G) || !i) && (i && m !== !1 && g("", !0, !1), h());
  }, z = {
    inputRef: r,
    onInputKeyDown: E,
    onInputMouseDown: w,
    onInputChange: R,
    onInputPaste: T,
    onInputCompositionStart: M,
    onInputCompositionEnd: P,
    onInputBlur: y
  }, A = s === "multiple" || s === "tags" ? /* @__PURE__ */ l.createElement(Hw, pe({}, t, z)) : /* @__PURE__ */ l.createElement(Vw, pe({}, t, z));
  return /* @__PURE__ */ l.createElement("div", {
    ref: b,
    className: "".concat(a, "-selector"),
    onClick: L,
    onMouseDown: _
  }, f && /* @__PURE__ */ l.createElement("div", {
    className: "".concat(a, "-prefix")
  }, f), A);
}, Gw = /* @__PURE__ */ l.forwardRef(Ww);
function kw(e) {
  var t = e.prefixCls, n = e.align, r = e.arrow, o = e.arrowPos, a = r || {}, i = a.className, s = a.content, c = o.x, u = c === void 0 ? 0 : c, d = o.y, f = d === void 0 ? 0 : d, m = l.useRef();
  if (!n || !n.points)
    return null;
  var g = {
    position: "absolute"
  };
  if (n.autoArrow !== !1) {
    var p = n.points[0], h = n.points[1], v = p[0], y = p[1], b = h[0], S = h[1];
    v === b || !["t", "b"].includes(v) ? g.top = f : v === "t" ? g.top = 0 : g.bottom = 0, y === S || !["l", "r"].includes(y) ? g.left = u : y === "l" ? g.left = 0 : g.right = 0;
  }
  return /* @__PURE__ */ l.createElement("div", {
    ref: m,
    className: V("".concat(t, "-arrow"), i),
    style: g
  }, s);
}
function Uw(e) {
  var t = e.prefixCls, n = e.open, r = e.zIndex, o = e.mask, a = e.motion;
  return o ? /* @__PURE__ */ l.createElement(kn, pe({}, a, {
    motionAppear: !0,
    visible: n,
    removeOnLeave: !0
  }), function(i) {
    var s = i.className;
    return /* @__PURE__ */ l.createElement("div", {
      style: {
        zIndex: r
      },
      className: V("".concat(t, "-mask"), s)
    });
  }) : null;
}
var qw = /* @__PURE__ */ l.memo(function(e) {
  var t = e.children;
  return t;
}, function(e, t) {
  return t.cache;
}), Kw = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.popup, r = e.className, o = e.prefixCls, a = e.style, i = e.target, s = e.onVisibleChanged, c = e.open, u = e.keepDom, d = e.fresh, f = e.onClick, m = e.mask, g = e.arrow, p = e.arrowPos, h = e.align, v = e.motion, y = e.maskMotion, b = e.forceRender, S = e.getPopupContainer, x = e.autoDestroy, $ = e.portal, C = e.zIndex, E = e.onMouseEnter, w = e.onMouseLeave, O = e.onPointerEnter, I = e.onPointerDownCapture, M = e.ready, P = e.offsetX, R = e.offsetY, T = e.offsetR, L = e.offsetB, _ = e.onAlign, z = e.onPrepare, A = e.stretch, W = e.targetWidth, B = e.targetHeight, G = typeof n == "function" ? n() : n, F = c || u, X = S?.length > 0, Z = l.useState(!S || !X), U = k(Z, 2), q = U[0], ne = U[1];
  if ($t(function() {
    !q && X && i && ne(!0);
  }, [q, X, i]), !q)
    return null;
  var le = "auto", re = {
    left: "-1000vw",
    top: "-1000vh",
    right: le,
    bottom: le
  };
  if (M || !c) {
    var ce, J = h.points, Y = h.dynamicInset || ((ce = h._experimental) === null || ce === void 0 ? void 0 : ce.dynamicInset), te = Y && J[0][1] === "r", ee = Y && J[0][0] === "b";
    te ? (re.right = T, re.left = le) : (re.left = P, re.right = le), ee ? (re.bottom = L, re.top = le) : (re.top = R, re.bottom = le);
  }
  var Q = {};
  return A && (A.includes("height") && B ? Q.height = B : A.includes("minHeight") && B && (Q.minHeight = B), A.includes("width") && W ? Q.width = W : A.includes("minWidth") && W && (Q.minWidth = W)), c || (Q.pointerEvents = "none"), /* @__PURE__ */ l.createElement($, {
    open: b || F,
    getContainer: S && function() {
      return S(i);
    },
    autoDestroy: x
  }, /* @__PURE__ */ l.createElement(Uw, {
    prefixCls: o,
    open: c,
    zIndex: C,
    mask: m,
    motion: y
  }), /* @__PURE__ */ l.createElement(zn, {
    onResize: _,
    disabled: !c
  }, function(K) {
    return /* @__PURE__ */ l.createElement(kn, pe({
      motionAppear: !0,
      motionEnter: !0,
      motionLeave: !0,
      removeOnLeave: !1,
      forceRender: b,
      leavedClassName: "".concat(o, "-hidden")
    }, v, {
      onAppearPrepare: z,
      onEnterPrepare: z,
      visible: c,
      onVisibleChanged: function(oe) {
        var ue;
        v == null || (ue = v.onVisibleChanged) === null || ue === void 0 || ue.call(v, oe), s(oe);
      }
    }), function(ae, oe) {
      var ue = ae.className, de = ae.style, fe = V(o, ue, r);
      return /* @__PURE__ */ l.createElement("div", {
        ref: Wn(K, t, oe),
        className: fe,
        style: j(j(j(j({
          "--arrow-x": "".concat(p.x || 0, "px"),
          "--arrow-y": "".concat(p.y || 0, "px")
        }, re), Q), de), {}, {
          boxSizing: "border-box",
          zIndex: C
        }, a),
        onMouseEnter: E,
        onMouseLeave: w,
        onPointerEnter: O,
        onClick: f,
        onPointerDownCapture: I
      }, g && /* @__PURE__ */ l.createElement(kw, {
        prefixCls: o,
        arrow: g,
        arrowPos: p,
        align: h
      }), /* @__PURE__ */ l.createElement(qw, {
        cache: !c && !d
      }, G));
    });
  }));
}), Xw = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.children, r = e.getTriggerDOMNode, o = zr(n), a = l.useCallback(function(s) {
    ec(t, r ? r(s) : s);
  }, [r]), i = Sr(a, Co(n));
  return o ? /* @__PURE__ */ l.cloneElement(n, {
    ref: i
  }) : n;
}), Dd = /* @__PURE__ */ l.createContext(null);
function Fd(e) {
  return e ? Array.isArray(e) ? e : [e] : [];
}
function Yw(e, t, n, r) {
  return l.useMemo(function() {
    var o = Fd(n ?? t), a = Fd(r ?? t), i = new Set(o), s = new Set(a);
    return e && (i.has("hover") && (i.delete("hover"), i.add("click")), s.has("hover") && (s.delete("hover"), s.add("click"))), [i, s];
  }, [e, t, n, r]);
}
function Zw() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : [], t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : [], n = arguments.length > 2 ? arguments[2] : void 0;
  return n ? e[0] === t[0] : e[0] === t[0] && e[1] === t[1];
}
function Qw(e, t, n, r) {
  for (var o = n.points, a = Object.keys(e), i = 0; i < a.length; i += 1) {
    var s, c = a[i];
    if (Zw((s = e[c]) === null || s === void 0 ? void 0 : s.points, o, r))
      return "".concat(t, "-placement-").concat(c);
  }
  return "";
}
function Hd(e, t, n, r) {
  return t || (n ? {
    motionName: "".concat(e, "-").concat(n)
  } : r ? {
    motionName: r
  } : null);
}
function ha(e) {
  return e.ownerDocument.defaultView;
}
function Ds(e) {
  for (var t = [], n = e?.parentElement, r = ["hidden", "scroll", "clip", "auto"]; n; ) {
    var o = ha(n).getComputedStyle(n), a = o.overflowX, i = o.overflowY, s = o.overflow;
    [a, i, s].some(function(c) {
      return r.includes(c);
    }) && t.push(n), n = n.parentElement;
  }
  return t;
}
function ra(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : 1;
  return Number.isNaN(e) ? t : e;
}
function _o(e) {
  return ra(parseFloat(e), 0);
}
function Vd(e, t) {
  var n = j({}, e);
  return (t || []).forEach(function(r) {
    if (!(r instanceof HTMLBodyElement || r instanceof HTMLHtmlElement)) {
      var o = ha(r).getComputedStyle(r), a = o.overflow, i = o.overflowClipMargin, s = o.borderTopWidth, c = o.borderBottomWidth, u = o.borderLeftWidth, d = o.borderRightWidth, f = r.getBoundingClientRect(), m = r.offsetHeight, g = r.clientHeight, p = r.offsetWidth, h = r.clientWidth, v = _o(s), y = _o(c), b = _o(u), S = _o(d), x = ra(Math.round(f.width / p * 1e3) / 1e3), $ = ra(Math.round(f.height / m * 1e3) / 1e3), C = (p - h - b - S) * x, E = (m - g - v - y) * $, w = v * $, O = y * $, I = b * x, M = S * x, P = 0, R = 0;
      if (a === "clip") {
        var T = _o(i);
        P = T * x, R = T * $;
      }
      var L = f.x + I - P, _ = f.y + w - R, z = L + f.width + 2 * P - I - M - C, A = _ + f.height + 2 * R - w - O - E;
      n.left = Math.max(n.left, L), n.top = Math.max(n.top, _), n.right = Math.min(n.right, z), n.bottom = Math.min(n.bottom, A);
    }
  }), n;
}
function Wd(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : 0, n = "".concat(t), r = n.match(/^(.*)\%$/);
  return r ? e * (parseFloat(r[1]) / 100) : parseFloat(n);
}
function Gd(e, t) {
  var n = t || [], r = k(n, 2), o = r[0], a = r[1];
  return [Wd(e.width, o), Wd(e.height, a)];
}
function kd() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : "";
  return [e[0], e[1]];
}
function Gr(e, t) {
  var n = t[0], r = t[1], o, a;
  return n === "t" ? a = e.y : n === "b" ? a = e.y + e.height : a = e.y + e.height / 2, r === "l" ? o = e.x : r === "r" ? o = e.x + e.width : o = e.x + e.width / 2, {
    x: o,
    y: a
  };
}
function dr(e, t) {
  var n = {
    t: "b",
    b: "t",
    l: "r",
    r: "l"
  };
  return e.map(function(r, o) {
    return o === t ? n[r] || "c" : r;
  }).join("");
}
function Jw(e, t, n, r, o, a, i) {
  var s = l.useState({
    ready: !1,
    offsetX: 0,
    offsetY: 0,
    offsetR: 0,
    offsetB: 0,
    arrowX: 0,
    arrowY: 0,
    scaleX: 1,
    scaleY: 1,
    align: o[r] || {}
  }), c = k(s, 2), u = c[0], d = c[1], f = l.useRef(0), m = l.useMemo(function() {
    return t ? Ds(t) : [];
  }, [t]), g = l.useRef({}), p = function() {
    g.current = {};
  };
  e || p();
  var h = Zt(function() {
    if (t && n && e) {
      let Mn = function(Ro, nr) {
        var ur = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : Fe, Mo = F.x + Ro, Sa = F.y + nr, Ki = Mo + ee, Xi = Sa + te, Yi = Math.max(Mo, ur.left), ke = Math.max(Sa, ur.top), nt = Math.min(Ki, ur.right), Vt = Math.min(Xi, ur.bottom);
        return Math.max(0, (nt - Yi) * (Vt - ke));
      }, Br = function() {
        jt = F.y + Ze, At = jt + te, Gt = F.x + Ae, yt = Gt + ee;
      };
      var b, S, x, $, C = t, E = C.ownerDocument, w = ha(C), O = w.getComputedStyle(C), I = O.position, M = C.style.left, P = C.style.top, R = C.style.right, T = C.style.bottom, L = C.style.overflow, _ = j(j({}, o[r]), a), z = E.createElement("div");
      (b = C.parentElement) === null || b === void 0 || b.appendChild(z), z.style.left = "".concat(C.offsetLeft, "px"), z.style.top = "".concat(C.offsetTop, "px"), z.style.position = I, z.style.height = "".concat(C.offsetHeight, "px"), z.style.width = "".concat(C.offsetWidth, "px"), C.style.left = "0", C.style.top = "0", C.style.right = "auto", C.style.bottom = "auto", C.style.overflow = "hidden";
      var A;
      if (Array.isArray(n))
        A = {
          x: n[0],
          y: n[1],
          width: 0,
          height: 0
        };
      else {
        var W, B, G = n.getBoundingClientRect();
        G.x = (W = G.x) !== null && W !== void 0 ? W : G.left, G.y = (B = G.y) !== null && B !== void 0 ? B : G.top, A = {
          x: G.x,
          y: G.y,
          width: G.width,
          height: G.height
        };
      }
      var F = C.getBoundingClientRect(), X = w.getComputedStyle(C), Z = X.height, U = X.width;
      F.x = (S = F.x) !== null && S !== void 0 ? S : F.left, F.y = (x = F.y) !== null && x !== void 0 ? x : F.top;
      var q = E.documentElement, ne = q.clientWidth, le = q.clientHeight, re = q.scrollWidth, ce = q.scrollHeight, J = q.scrollTop, Y = q.scrollLeft, te = F.height, ee = F.width, Q = A.height, K = A.width, ae = {
        left: 0,
        top: 0,
        right: ne,
        bottom: le
      }, oe = {
        left: -Y,
        top: -J,
        right: re - Y,
        bottom: ce - J
      }, ue = _.htmlRegion, de = "visible", fe = "visibleFirst";
      ue !== "scroll" && ue !== fe && (ue = de);
      var ve = ue === fe, ye = Vd(oe, m), me = Vd(ae, m), Fe = ue === de ? me : ye, He = ve ? me : Fe;
      C.style.left = "auto", C.style.top = "auto", C.style.right = "0", C.style.bottom = "0";
      var Xe = C.getBoundingClientRect();
      C.style.left = M, C.style.top = P, C.style.right = R, C.style.bottom = T, C.style.overflow = L, ($ = C.parentElement) === null || $ === void 0 || $.removeChild(z);
      var qe = ra(Math.round(ee / parseFloat(U) * 1e3) / 1e3), Pe = ra(Math.round(te / parseFloat(Z) * 1e3) / 1e3);
      if (qe === 0 || Pe === 0 || Ko(n) && !Sc(n))
        return;
      var Ue = _.offset, Re = _.targetOffset, Ve = Gd(F, Ue), Te = k(Ve, 2), be = Te[0], Ne = Te[1], he = Gd(A, Re), Ee = k(he, 2), tt = Ee[0], Ke = Ee[1];
      A.x -= tt, A.y -= Ke;
      var pt = _.points || [], wt = k(pt, 2), Dt = wt[0], Ft = wt[1], ht = kd(Ft), it = kd(Dt), Ye = Gr(A, ht), bt = Gr(F, it), vt = j({}, _), Ae = Ye.x - bt.x + be, Ze = Ye.y - bt.y + Ne, We = Mn(Ae, Ze), ge = Mn(Ae, Ze, me), ie = Gr(A, ["t", "l"]), se = Gr(F, ["t", "l"]), Ce = Gr(A, ["b", "r"]), _e = Gr(F, ["b", "r"]), je = _.overflow || {}, lt = je.adjustX, ut = je.adjustY, et = je.shiftX, dt = je.shiftY, zt = function(nr) {
        return typeof nr == "boolean" ? nr : nr >= 0;
      }, jt, At, Gt, yt;
      Br();
      var Ot = zt(ut), Se = it[0] === ht[0];
      if (Ot && it[0] === "t" && (At > He.bottom || g.current.bt)) {
        var Oe = Ze;
        Se ? Oe -= te - Q : Oe = ie.y - _e.y - Ne;
        var Qe = Mn(Ae, Oe), st = Mn(Ae, Oe, me);
        // Of course use larger one
        Qe > We || Qe === We && (!ve || // Choose recommend one
        st >= ge) ? (g.current.bt = !0, Ze = Oe, Ne = -Ne, vt.points = [dr(it, 0), dr(ht, 0)]) : g.current.bt = !1;
      }
      if (Ot && it[0] === "b" && (jt < He.top || g.current.tb)) {
        var Le = Ze;
        Se ? Le += te - Q : Le = Ce.y - se.y - Ne;
        var Me = Mn(Ae, Le), Je = Mn(Ae, Le, me);
        // Of course use larger one
        Me > We || Me === We && (!ve || // Choose recommend one
        Je >= ge) ? (g.current.tb = !0, Ze = Le, Ne = -Ne, vt.points = [dr(it, 0), dr(ht, 0)]) : g.current.tb = !1;
      }
      var ft = zt(lt), xe = it[1] === ht[1];
      if (ft && it[1] === "l" && (yt > He.right || g.current.rl)) {
        var Ge = Ae;
        xe ? Ge -= ee - K : Ge = ie.x - _e.x - be;
        var rt = Mn(Ge, Ze), kt = Mn(Ge, Ze, me);
        // Of course use larger one
        rt > We || rt === We && (!ve || // Choose recommend one
        kt >= ge) ? (g.current.rl = !0, Ae = Ge, be = -be, vt.points = [dr(it, 1), dr(ht, 1)]) : g.current.rl = !1;
      }
      if (ft && it[1] === "r" && (Gt < He.left || g.current.lr)) {
        var Jt = Ae;
        xe ? Jt += ee - K : Jt = Ce.x - se.x - be;
        var Sn = Mn(Jt, Ze), Cn = Mn(Jt, Ze, me);
        // Of course use larger one
        Sn > We || Sn === We && (!ve || // Choose recommend one
        Cn >= ge) ? (g.current.lr = !0, Ae = Jt, be = -be, vt.points = [dr(it, 1), dr(ht, 1)]) : g.current.lr = !1;
      }
      Br();
      var rn = et === !0 ? 0 : et;
      typeof rn == "number" && (Gt < me.left && (Ae -= Gt - me.left - be, A.x + K < me.left + rn && (Ae += A.x - me.left + K - rn)), yt > me.right && (Ae -= yt - me.right - be, A.x > me.right - rn && (Ae += A.x - me.right + rn)));
      var $n = dt === !0 ? 0 : dt;
      typeof $n == "number" && (jt < me.top && (Ze -= jt - me.top - Ne, A.y + Q < me.top + $n && (Ze += A.y - me.top + Q - $n)), At > me.bottom && (Ze -= At - me.bottom - Ne, A.y > me.bottom - $n && (Ze += A.y - me.bottom + $n)));
      var xn = F.x + Ae, Rn = xn + ee, Un = F.y + Ze, Pt = Un + te, De = A.x, ze = De + K, St = A.y, Et = St + Q, Tt = Math.max(xn, De), Ht = Math.min(Rn, ze), gn = (Tt + Ht) / 2, on = gn - xn, pn = Math.max(Un, St), cn = Math.min(Pt, Et), hn = (pn + cn) / 2, qn = hn - Un;
      i?.(t, vt);
      var bn = Xe.right - F.x - (Ae + F.width), Po = Xe.bottom - F.y - (Ze + F.height);
      qe === 1 && (Ae = Math.floor(Ae), bn = Math.floor(bn)), Pe === 1 && (Ze = Math.floor(Ze), Po = Math.floor(Po));
      var qi = {
        ready: !0,
        offsetX: Ae / qe,
        offsetY: Ze / Pe,
        offsetR: bn / qe,
        offsetB: Po / Pe,
        arrowX: on / qe,
        arrowY: qn / Pe,
        scaleX: qe,
        scaleY: Pe,
        align: vt
      };
      d(qi);
    }
  }), v = function() {
    f.current += 1;
    var S = f.current;
    Promise.resolve().then(function() {
      f.current === S && h();
    });
  }, y = function() {
    d(function(S) {
      return j(j({}, S), {}, {
        ready: !1
      });
    });
  };
  return $t(y, [r]), $t(function() {
    e || y();
  }, [e]), [u.ready, u.offsetX, u.offsetY, u.offsetR, u.offsetB, u.arrowX, u.arrowY, u.scaleX, u.scaleY, u.align, v];
}
function eE(e, t, n, r, o) {
  $t(function() {
    if (e && t && n) {
      let f = function() {
        r(), o();
      };
      var a = t, i = n, s = Ds(a), c = Ds(i), u = ha(i), d = new Set([u].concat($e(s), $e(c)));
      return d.forEach(function(m) {
        m.addEventListener("scroll", f, {
          passive: !0
        });
      }), u.addEventListener("resize", f, {
        passive: !0
      }), r(), function() {
        d.forEach(function(m) {
          m.removeEventListener("scroll", f), u.removeEventListener("resize", f);
        });
      };
    }
  }, [e, t, n]);
}
function tE(e, t, n, r, o, a, i, s) {
  var c = l.useRef(e);
  c.current = e;
  var u = l.useRef(!1);
  l.useEffect(function() {
    if (t && r && (!o || a)) {
      var f = function() {
        u.current = !1;
      }, m = function(v) {
        var y;
        c.current && !i(((y = v.composedPath) === null || y === void 0 || (y = y.call(v)) === null || y === void 0 ? void 0 : y[0]) || v.target) && !u.current && s(!1);
      }, g = ha(r);
      g.addEventListener("pointerdown", f, !0), g.addEventListener("mousedown", m, !0), g.addEventListener("contextmenu", m, !0);
      var p = ri(n);
      return p && (p.addEventListener("mousedown", m, !0), p.addEventListener("contextmenu", m, !0)), function() {
        g.removeEventListener("pointerdown", f, !0), g.removeEventListener("mousedown", m, !0), g.removeEventListener("contextmenu", m, !0), p && (p.removeEventListener("mousedown", m, !0), p.removeEventListener("contextmenu", m, !0));
      };
    }
  }, [t, n, r, o, a]);
  function d() {
    u.current = !0;
  }
  return d;
}
var nE = ["prefixCls", "children", "action", "showAction", "hideAction", "popupVisible", "defaultPopupVisible", "onPopupVisibleChange", "afterPopupVisibleChange", "mouseEnterDelay", "mouseLeaveDelay", "focusDelay", "blurDelay", "mask", "maskClosable", "getPopupContainer", "forceRender", "autoDestroy", "destroyPopupOnHide", "popup", "popupClassName", "popupStyle", "popupPlacement", "builtinPlacements", "popupAlign", "zIndex", "stretch", "getPopupClassNameFromAlign", "fresh", "alignPoint", "onPopupClick", "onPopupAlign", "arrow", "popupMotion", "maskMotion", "popupTransitionName", "popupAnimation", "maskTransitionName", "maskAnimation", "className", "getTriggerDOMNode"];
function rE() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : wc, t = /* @__PURE__ */ l.forwardRef(function(n, r) {
    var o = n.prefixCls, a = o === void 0 ? "rc-trigger-popup" : o, i = n.children, s = n.action, c = s === void 0 ? "hover" : s, u = n.showAction, d = n.hideAction, f = n.popupVisible, m = n.defaultPopupVisible, g = n.onPopupVisibleChange, p = n.afterPopupVisibleChange, h = n.mouseEnterDelay, v = n.mouseLeaveDelay, y = v === void 0 ? 0.1 : v, b = n.focusDelay, S = n.blurDelay, x = n.mask, $ = n.maskClosable, C = $ === void 0 ? !0 : $, E = n.getPopupContainer, w = n.forceRender, O = n.autoDestroy, I = n.destroyPopupOnHide, M = n.popup, P = n.popupClassName, R = n.popupStyle, T = n.popupPlacement, L = n.builtinPlacements, _ = L === void 0 ? {} : L, z = n.popupAlign, A = n.zIndex, W = n.stretch, B = n.getPopupClassNameFromAlign, G = n.fresh, F = n.alignPoint, X = n.onPopupClick, Z = n.onPopupAlign, U = n.arrow, q = n.popupMotion, ne = n.maskMotion, le = n.popupTransitionName, re = n.popupAnimation, ce = n.maskTransitionName, J = n.maskAnimation, Y = n.className, te = n.getTriggerDOMNode, ee = at(n, nE), Q = O || I || !1, K = l.useState(!1), ae = k(K, 2), oe = ae[0], ue = ae[1];
    $t(function() {
      ue(Rc());
    }, []);
    var de = l.useRef({}), fe = l.useContext(Dd), ve = l.useMemo(function() {
      return {
        registerSubPopup: function(nt, Vt) {
          de.current[nt] = Vt, fe?.registerSubPopup(nt, Vt);
        }
      };
    }, [fe]), ye = Ec(), me = l.useState(null), Fe = k(me, 2), He = Fe[0], Xe = Fe[1], qe = l.useRef(null), Pe = Zt(function(ke) {
      qe.current = ke, Ko(ke) && He !== ke && Xe(ke), fe?.registerSubPopup(ye, ke);
    }), Ue = l.useState(null), Re = k(Ue, 2), Ve = Re[0], Te = Re[1], be = l.useRef(null), Ne = Zt(function(ke) {
      Ko(ke) && Ve !== ke && (Te(ke), be.current = ke);
    }), he = l.Children.only(i), Ee = he?.props || {}, tt = {}, Ke = Zt(function(ke) {
      var nt, Vt, en = Ve;
      return en?.contains(ke) || ((nt = ri(en)) === null || nt === void 0 ? void 0 : nt.host) === ke || ke === en || He?.contains(ke) || ((Vt = ri(He)) === null || Vt === void 0 ? void 0 : Vt.host) === ke || ke === He || Object.values(de.current).some(function(Ut) {
        return Ut?.contains(ke) || ke === Ut;
      });
    }), pt = Hd(a, q, re, le), wt = Hd(a, ne, J, ce), Dt = l.useState(m || !1), Ft = k(Dt, 2), ht = Ft[0], it = Ft[1], Ye = f ?? ht, bt = Zt(function(ke) {
      f === void 0 && it(ke);
    });
    $t(function() {
      it(f || !1);
    }, [f]);
    var vt = l.useRef(Ye);
    vt.current = Ye;
    var Ae = l.useRef([]);
    Ae.current = [];
    var Ze = Zt(function(ke) {
      var nt;
      bt(ke), ((nt = Ae.current[Ae.current.length - 1]) !== null && nt !== void 0 ? nt : Ye) !== ke && (Ae.current.push(ke), g?.(ke));
    }), We = l.useRef(), ge = function() {
      clearTimeout(We.current);
    }, ie = function(nt) {
      var Vt = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : 0;
      ge(), Vt === 0 ? Ze(nt) : We.current = setTimeout(function() {
        Ze(nt);
      }, Vt * 1e3);
    };
    l.useEffect(function() {
      return ge;
    }, []);
    var se = l.useState(!1), Ce = k(se, 2), _e = Ce[0], je = Ce[1];
    $t(function(ke) {
      (!ke || Ye) && je(!0);
    }, [Ye]);
    var lt = l.useState(null), ut = k(lt, 2), et = ut[0], dt = ut[1], zt = l.useState(null), jt = k(zt, 2), At = jt[0], Gt = jt[1], yt = function(nt) {
      Gt([nt.clientX, nt.clientY]);
    }, Ot = Jw(Ye, He, F && At !== null ? At : Ve, T, _, z, Z), Se = k(Ot, 11), Oe = Se[0], Qe = Se[1], st = Se[2], Le = Se[3], Me = Se[4], Je = Se[5], ft = Se[6], xe = Se[7], Ge = Se[8], rt = Se[9], kt = Se[10], Jt = Yw(oe, c, u, d), Sn = k(Jt, 2), Cn = Sn[0], rn = Sn[1], $n = Cn.has("click"), xn = rn.has("click") || rn.has("contextMenu"), Rn = Zt(function() {
      _e || kt();
    }), Un = function() {
      vt.current && F && xn && ie(!1);
    };
    eE(Ye, Ve, He, Rn, Un), $t(function() {
      Rn();
    }, [At, T]), $t(function() {
      Ye && !(_ != null && _[T]) && Rn();
    }, [JSON.stringify(z)]);
    var Pt = l.useMemo(function() {
      var ke = Qw(_, a, rt, F);
      return V(ke, B?.(rt));
    }, [rt, B, _, a, F]);
    l.useImperativeHandle(r, function() {
      return {
        nativeElement: be.current,
        popupElement: qe.current,
        forceAlign: Rn
      };
    });
    var De = l.useState(0), ze = k(De, 2), St = ze[0], Et = ze[1], Tt = l.useState(0), Ht = k(Tt, 2), gn = Ht[0], on = Ht[1], pn = function() {
      if (W && Ve) {
        var nt = Ve.getBoundingClientRect();
        Et(nt.width), on(nt.height);
      }
    }, cn = function() {
      pn(), Rn();
    }, hn = function(nt) {
      je(!1), kt(), p?.(nt);
    }, qn = function() {
      return new Promise(function(nt) {
        pn(), dt(function() {
          return nt;
        });
      });
    };
    $t(function() {
      et && (kt(), et(), dt(null));
    }, [et]);
    function bn(ke, nt, Vt, en) {
      tt[ke] = function(Ut) {
        var Ca;
        en?.(Ut), ie(nt, Vt);
        for (var Zi = arguments.length, tu = new Array(Zi > 1 ? Zi - 1 : 0), $a = 1; $a < Zi; $a++)
          tu[$a - 1] = arguments[$a];
        (Ca = Ee[ke]) === null || Ca === void 0 || Ca.call.apply(Ca, [Ee, Ut].concat(tu));
      };
    }
    ($n || xn) && (tt.onClick = function(ke) {
      var nt;
      vt.current && xn ? ie(!1) : !vt.current && $n && (yt(ke), ie(!0));
      for (var Vt = arguments.length, en = new Array(Vt > 1 ? Vt - 1 : 0), Ut = 1; Ut < Vt; Ut++)
        en[Ut - 1] = arguments[Ut];
      (nt = Ee.onClick) === null || nt === void 0 || nt.call.apply(nt, [Ee, ke].concat(en));
    });
    var Po = tE(Ye, xn, Ve, He, x, C, Ke, ie), qi = Cn.has("hover"), Mn = rn.has("hover"), Br, Ro;
    qi && (bn("onMouseEnter", !0, h, function(ke) {
      yt(ke);
    }), bn("onPointerEnter", !0, h, function(ke) {
      yt(ke);
    }), Br = function(nt) {
      (Ye || _e) && He !== null && He !== void 0 && He.contains(nt.target) && ie(!0, h);
    }, F && (tt.onMouseMove = function(ke) {
      var nt;
      (nt = Ee.onMouseMove) === null || nt === void 0 || nt.call(Ee, ke);
    })), Mn && (bn("onMouseLeave", !1, y), bn("onPointerLeave", !1, y), Ro = function() {
      ie(!1, y);
    }), Cn.has("focus") && bn("onFocus", !0, b), rn.has("focus") && bn("onBlur", !1, S), Cn.has("contextMenu") && (tt.onContextMenu = function(ke) {
      var nt;
      vt.current && rn.has("contextMenu") ? ie(!1) : (yt(ke), ie(!0)), ke.preventDefault();
      for (var Vt = arguments.length, en = new Array(Vt > 1 ? Vt - 1 : 0), Ut = 1; Ut < Vt; Ut++)
        en[Ut - 1] = arguments[Ut];
      (nt = Ee.onContextMenu) === null || nt === void 0 || nt.call.apply(nt, [Ee, ke].concat(en));
    }), Y && (tt.className = V(Ee.className, Y));
    var nr = l.useRef(!1);
    nr.current || (nr.current = w || Ye || _e);
    var ur = j(j({}, Ee), tt), Mo = {}, Sa = ["onContextMenu", "onClick", "onMouseDown", "onTouchStart", "onMouseEnter", "onMouseLeave", "onFocus", "onBlur"];
    Sa.forEach(function(ke) {
      ee[ke] && (Mo[ke] = function() {
        for (var nt, Vt = arguments.length, en = new Array(Vt), Ut = 0; Ut < Vt; Ut++)
          en[Ut] = arguments[Ut];
        (nt = ur[ke]) === null || nt === void 0 || nt.call.apply(nt, [ur].concat(en)), ee[ke].apply(ee, en);
      });
    });
    var Ki = /* @__PURE__ */ l.cloneElement(he, j(j({}, ur), Mo)), Xi = {
      x: Je,
      y: ft
    }, Yi = U ? j({}, U !== !0 ? U : {}) : null;
    return /* @__PURE__ */ l.createElement(l.Fragment, null, /* @__PURE__ */ l.createElement(zn, {
      disabled: !Ye,
      ref: Ne,
      onResize: cn
    }, /* @__PURE__ */ l.createElement(Xw, {
      getTriggerDOMNode: te
    }, Ki)), nr.current && /* @__PURE__ */ l.createElement(Dd.Provider, {
      value: ve
    }, /* @__PURE__ */ l.createElement(Kw, {
      portal: e,
      ref: Pe,
      prefixCls: a,
      popup: M,
      className: V(P, Pt),
      style: R,
      target: Ve,
      onMouseEnter: Br,
      onMouseLeave: Ro,
      onPointerEnter: Br,
      zIndex: A,
      open: Ye,
      keepDom: _e,
      fresh: G,
      onClick: X,
      onPointerDownCapture: Po,
      mask: x,
      motion: pt,
      maskMotion: wt,
      onVisibleChanged: hn,
      onPrepare: qn,
      forceRender: w,
      autoDestroy: Q,
      getPopupContainer: E,
      align: rt,
      arrow: Yi,
      arrowPos: Xi,
      ready: Oe,
      offsetX: Qe,
      offsetY: st,
      offsetR: Le,
      offsetB: Me,
      onAlign: Rn,
      stretch: W,
      targetWidth: St / xe,
      targetHeight: gn / Ge
    })));
  });
  return t;
}
const Ai = rE(wc);
var oE = ["prefixCls", "disabled", "visible", "children", "popupElement", "animation", "transitionName", "dropdownStyle", "dropdownClassName", "direction", "placement", "builtinPlacements", "dropdownMatchSelectWidth", "dropdownRender", "dropdownAlign", "getPopupContainer", "empty", "getTriggerDOMNode", "onPopupVisibleChange", "onPopupMouseEnter"], aE = function(t) {
  var n = t === !0 ? 0 : 1;
  return {
    bottomLeft: {
      points: ["tl", "bl"],
      offset: [0, 4],
      overflow: {
        adjustX: n,
        adjustY: 1
      },
      htmlRegion: "scroll"
    },
    bottomRight: {
      points: ["tr", "br"],
      offset: [0, 4],
      overflow: {
        adjustX: n,
        adjustY: 1
      },
      htmlRegion: "scroll"
    },
    topLeft: {
      points: ["bl", "tl"],
      offset: [0, -4],
      overflow: {
        adjustX: n,
        adjustY: 1
      },
      htmlRegion: "scroll"
    },
    topRight: {
      points: ["br", "tr"],
      offset: [0, -4],
      overflow: {
        adjustX: n,
        adjustY: 1
      },
      htmlRegion: "scroll"
    }
  };
}, iE = function(t, n) {
  var r = t.prefixCls;
  t.disabled;
  var o = t.visible, a = t.children, i = t.popupElement, s = t.animation, c = t.transitionName, u = t.dropdownStyle, d = t.dropdownClassName, f = t.direction, m = f === void 0 ? "ltr" : f, g = t.placement, p = t.builtinPlacements, h = t.dropdownMatchSelectWidth, v = t.dropdownRender, y = t.dropdownAlign, b = t.getPopupContainer, S = t.empty, x = t.getTriggerDOMNode, $ = t.onPopupVisibleChange, C = t.onPopupMouseEnter, E = at(t, oE), w = "".concat(r, "-dropdown"), O = i;
  v && (O = v(i));
  var I = l.useMemo(function() {
    return p || aE(h);
  }, [p, h]), M = s ? "".concat(w, "-").concat(s) : c, P = typeof h == "number", R = l.useMemo(function() {
    return P ? null : h === !1 ? "minWidth" : "width";
  }, [h, P]), T = u;
  P && (T = j(j({}, T), {}, {
    width: h
  }));
  var L = l.useRef(null);
  return l.useImperativeHandle(n, function() {
    return {
      getPopupElement: function() {
        var z;
        return (z = L.current) === null || z === void 0 ? void 0 : z.popupElement;
      }
    };
  }), /* @__PURE__ */ l.createElement(Ai, pe({}, E, {
    showAction: $ ? ["click"] : [],
    hideAction: $ ? ["click"] : [],
    popupPlacement: g || (m === "rtl" ? "bottomRight" : "bottomLeft"),
    builtinPlacements: I,
    prefixCls: w,
    popupTransitionName: M,
    popup: /* @__PURE__ */ l.createElement("div", {
      onMouseEnter: C
    }, O),
    ref: L,
    stretch: R,
    popupAlign: y,
    popupVisible: o,
    getPopupContainer: b,
    popupClassName: V(d, N({}, "".concat(w, "-empty"), S)),
    popupStyle: T,
    getTriggerDOMNode: x,
    onPopupVisibleChange: $
  }), a);
}, lE = /* @__PURE__ */ l.forwardRef(iE);
function Ud(e, t) {
  var n = e.key, r;
  return "value" in e && (r = e.value), n ?? (r !== void 0 ? r : "rc-index-key-".concat(t));
}
function Fs(e) {
  return typeof e < "u" && !Number.isNaN(e);
}
function hg(e, t) {
  var n = e || {}, r = n.label, o = n.value, a = n.options, i = n.groupLabel, s = r || (t ? "children" : "label");
  return {
    label: s,
    value: o || "value",
    options: a || "options",
    groupLabel: i || s
  };
}
function sE(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : {}, n = t.fieldNames, r = t.childrenAsData, o = [], a = hg(n, !1), i = a.label, s = a.value, c = a.options, u = a.groupLabel;
  function d(f, m) {
    Array.isArray(f) && f.forEach(function(g) {
      if (m || !(c in g)) {
        var p = g[s];
        o.push({
          key: Ud(g, o.length),
          groupOption: m,
          data: g,
          label: g[i],
          value: p
        });
      } else {
        var h = g[u];
        h === void 0 && r && (h = g.label), o.push({
          key: Ud(g, o.length),
          group: !0,
          data: g,
          label: h
        }), d(g[c], !0);
      }
    });
  }
  return d(e, !1), o;
}
function Hs(e) {
  var t = j({}, e);
  return "props" in t || Object.defineProperty(t, "props", {
    get: function() {
      return fn(!1, "Return type is option instead of Option instance. Please read value directly instead of reading from `props`."), t;
    }
  }), t;
}
var cE = function(t, n, r) {
  if (!n || !n.length)
    return null;
  var o = !1, a = function s(c, u) {
    var d = Gm(u), f = d[0], m = d.slice(1);
    if (!f)
      return [c];
    var g = c.split(f);
    return o = o || g.length > 1, g.reduce(function(p, h) {
      return [].concat($e(p), $e(s(h, m)));
    }, []).filter(Boolean);
  }, i = a(t, n);
  return o ? typeof r < "u" ? i.slice(0, r) : i : null;
}, Mc = /* @__PURE__ */ l.createContext(null);
function uE(e) {
  var t = e.visible, n = e.values;
  if (!t)
    return null;
  var r = 50;
  return /* @__PURE__ */ l.createElement("span", {
    "aria-live": "polite",
    style: {
      width: 0,
      height: 0,
      position: "absolute",
      overflow: "hidden",
      opacity: 0
    }
  }, "".concat(n.slice(0, r).map(function(o) {
    var a = o.label, i = o.value;
    return ["number", "string"].includes(Be(a)) ? a : i;
  }).join(", ")), n.length > r ? ", ..." : null);
}
var dE = ["id", "prefixCls", "className", "showSearch", "tagRender", "direction", "omitDomProps", "displayValues", "onDisplayValuesChange", "emptyOptions", "notFoundContent", "onClear", "mode", "disabled", "loading", "getInputElement", "getRawInputElement", "open", "defaultOpen", "onDropdownVisibleChange", "activeValue", "onActiveValueChange", "activeDescendantId", "searchValue", "autoClearSearchValue", "onSearch", "onSearchSplit", "tokenSeparators", "allowClear", "prefix", "suffixIcon", "clearIcon", "OptionList", "animation", "transitionName", "dropdownStyle", "dropdownClassName", "dropdownMatchSelectWidth", "dropdownRender", "dropdownAlign", "placement", "builtinPlacements", "getPopupContainer", "showAction", "onFocus", "onBlur", "onKeyUp", "onKeyDown", "onMouseDown"], fE = ["value", "onChange", "removeIcon", "placeholder", "autoFocus", "maxTagCount", "maxTagTextLength", "maxTagPlaceholder", "choiceTransitionName", "onInputKeyDown", "onPopupScroll", "tabIndex"], Vs = function(t) {
  return t === "tags" || t === "multiple";
}, mE = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n, r = e.id, o = e.prefixCls, a = e.className, i = e.showSearch, s = e.tagRender, c = e.direction, u = e.omitDomProps, d = e.displayValues, f = e.onDisplayValuesChange, m = e.emptyOptions, g = e.notFoundContent, p = g === void 0 ? "Not Found" : g, h = e.onClear, v = e.mode, y = e.disabled, b = e.loading, S = e.getInputElement, x = e.getRawInputElement, $ = e.open, C = e.defaultOpen, E = e.onDropdownVisibleChange, w = e.activeValue, O = e.onActiveValueChange, I = e.activeDescendantId, M = e.searchValue, P = e.autoClearSearchValue, R = e.onSearch, T = e.onSearchSplit, L = e.tokenSeparators, _ = e.allowClear, z = e.prefix, A = e.suffixIcon, W = e.clearIcon, B = e.OptionList, G = e.animation, F = e.transitionName, X = e.dropdownStyle, Z = e.dropdownClassName, U = e.dropdownMatchSelectWidth, q = e.dropdownRender, ne = e.dropdownAlign, le = e.placement, re = e.builtinPlacements, ce = e.getPopupContainer, J = e.showAction, Y = J === void 0 ? [] : J, te = e.onFocus, ee = e.onBlur, Q = e.onKeyUp, K = e.onKeyDown, ae = e.onMouseDown, oe = at(e, dE), ue = Vs(v), de = (i !== void 0 ? i : ue) || v === "combobox", fe = j({}, oe);
  fE.forEach(function(De) {
    delete fe[De];
  }), u?.forEach(function(De) {
    delete fe[De];
  });
  var ve = l.useState(!1), ye = k(ve, 2), me = ye[0], Fe = ye[1];
  l.useEffect(function() {
    Fe(Rc());
  }, []);
  var He = l.useRef(null), Xe = l.useRef(null), qe = l.useRef(null), Pe = l.useRef(null), Ue = l.useRef(null), Re = l.useRef(!1), Ve = bw(), Te = k(Ve, 3), be = Te[0], Ne = Te[1], he = Te[2];
  l.useImperativeHandle(t, function() {
    var De, ze;
    return {
      focus: (De = Pe.current) === null || De === void 0 ? void 0 : De.focus,
      blur: (ze = Pe.current) === null || ze === void 0 ? void 0 : ze.blur,
      scrollTo: function(Et) {
        var Tt;
        return (Tt = Ue.current) === null || Tt === void 0 ? void 0 : Tt.scrollTo(Et);
      },
      nativeElement: He.current || Xe.current
    };
  });
  var Ee = l.useMemo(function() {
    var De;
    if (v !== "combobox")
      return M;
    var ze = (De = d[0]) === null || De === void 0 ? void 0 : De.value;
    return typeof ze == "string" || typeof ze == "number" ? String(ze) : "";
  }, [M, v, d]), tt = v === "combobox" && typeof S == "function" && S() || null, Ke = typeof x == "function" && x(), pt = Sr(Xe, Ke == null || (n = Ke.props) === null || n === void 0 ? void 0 : n.ref), wt = l.useState(!1), Dt = k(wt, 2), Ft = Dt[0], ht = Dt[1];
  $t(function() {
    ht(!0);
  }, []);
  var it = an(!1, {
    defaultValue: C,
    value: $
  }), Ye = k(it, 2), bt = Ye[0], vt = Ye[1], Ae = Ft ? bt : !1, Ze = !p && m;
  (y || Ze && Ae && v === "combobox") && (Ae = !1);
  var We = Ze ? !1 : Ae, ge = l.useCallback(function(De) {
    var ze = De !== void 0 ? De : !Ae;
    y || (vt(ze), Ae !== ze && E?.(ze));
  }, [y, Ae, vt, E]), ie = l.useMemo(function() {
    return (L || []).some(function(De) {
      return [`
`, `\r
`].includes(De);
    });
  }, [L]), se = l.useContext(Mc) || {}, Ce = se.maxCount, _e = se.rawValues, je = function(ze, St, Et) {
    if (!(ue && Fs(Ce) && _e?.size >= Ce)) {
      var Tt = !0, Ht = ze;
      O?.(null);
      var gn = cE(ze, L, Fs(Ce) ? Ce - _e.size : void 0), on = Et ? null : gn;
      return v !== "combobox" && on && (Ht = "", T?.(on), ge(!1), Tt = !1), R && Ee !== Ht && R(Ht, {
        source: St ? "typing" : "effect"
      }), Tt;
    }
  }, lt = function(ze) {
    !ze || !ze.trim() || R(ze, {
      source: "submit"
    });
  };
  l.useEffect(function() {
    !Ae && !ue && v !== "combobox" && je("", !1, !1);
  }, [Ae]), l.useEffect(function() {
    bt && y && vt(!1), y && !Re.current && Ne(!1);
  }, [y]);
  var ut = ug(), et = k(ut, 2), dt = et[0], zt = et[1], jt = l.useRef(!1), At = function(ze) {
    var St = dt(), Et = ze.key, Tt = Et === "Enter";
    if (Tt && (v !== "combobox" && ze.preventDefault(), Ae || ge(!0)), zt(!!Ee), Et === "Backspace" && !St && ue && !Ee && d.length) {
      for (var Ht = $e(d), gn = null, on = Ht.length - 1; on >= 0; on -= 1) {
        var pn = Ht[on];
        if (!pn.disabled) {
          Ht.splice(on, 1), gn = pn;
          break;
        }
      }
      gn && f(Ht, {
        type: "remove",
        values: [gn]
      });
    }
    for (var cn = arguments.length, hn = new Array(cn > 1 ? cn - 1 : 0), qn = 1; qn < cn; qn++)
      hn[qn - 1] = arguments[qn];
    if (Ae && (!Tt || !jt.current)) {
      var bn;
      Tt && (jt.current = !0), (bn = Ue.current) === null || bn === void 0 || bn.onKeyDown.apply(bn, [ze].concat(hn));
    }
    K?.apply(void 0, [ze].concat(hn));
  }, Gt = function(ze) {
    for (var St = arguments.length, Et = new Array(St > 1 ? St - 1 : 0), Tt = 1; Tt < St; Tt++)
      Et[Tt - 1] = arguments[Tt];
    if (Ae) {
      var Ht;
      (Ht = Ue.current) === null || Ht === void 0 || Ht.onKeyUp.apply(Ht, [ze].concat(Et));
    }
    ze.key === "Enter" && (jt.current = !1), Q?.apply(void 0, [ze].concat(Et));
  }, yt = function(ze) {
    var St = d.filter(function(Et) {
      return Et !== ze;
    });
    f(St, {
      type: "remove",
      values: [ze]
    });
  }, Ot = function() {
    jt.current = !1;
  }, Se = l.useRef(!1), Oe = function() {
    Ne(!0), y || (te && !Se.current && te.apply(void 0, arguments), Y.includes("focus") && ge(!0)), Se.current = !0;
  }, Qe = function() {
    Re.current = !0, Ne(!1, function() {
      Se.current = !1, Re.current = !1, ge(!1);
    }), !y && (Ee && (v === "tags" ? R(Ee, {
      source: "submit"
    }) : v === "multiple" && R("", {
      source: "blur"
    })), ee && ee.apply(void 0, arguments));
  }, st = [];
  l.useEffect(function() {
    return function() {
      st.forEach(function(De) {
        return clearTimeout(De);
      }), st.splice(0, st.length);
    };
  }, []);
  var Le = function(ze) {
    var St, Et = ze.target, Tt = (St = qe.current) === null || St === void 0 ? void 0 : St.getPopupElement();
    if (Tt && Tt.contains(Et)) {
      var Ht = setTimeout(function() {
        var cn = st.indexOf(Ht);
        if (cn !== -1 && st.splice(cn, 1), he(), !me && !Tt.contains(document.activeElement)) {
          var hn;
          (hn = Pe.current) === null || hn === void 0 || hn.focus();
        }
      });
      st.push(Ht);
    }
    for (var gn = arguments.length, on = new Array(gn > 1 ? gn - 1 : 0), pn = 1; pn < gn; pn++)
      on[pn - 1] = arguments[pn];
    ae?.apply(void 0, [ze].concat(on));
  }, Me = l.useState({}), Je = k(Me, 2), ft = Je[1];
  function xe() {
    ft({});
  }
  var Ge;
  Ke && (Ge = function(ze) {
    ge(ze);
  }), yw(function() {
    var De;
    return [He.current, (De = qe.current) === null || De === void 0 ? void 0 : De.getPopupElement()];
  }, We, ge, !!Ke);
  var rt = l.useMemo(function() {
    return j(j({}, e), {}, {
      notFoundContent: p,
      open: Ae,
      triggerOpen: We,
      id: r,
      showSearch: de,
      multiple: ue,
      toggleOpen: ge
    });
  }, [e, p, We, Ae, r, de, ue, ge]), kt = !!A || b, Jt;
  kt && (Jt = /* @__PURE__ */ l.createElement(zi, {
    className: V("".concat(o, "-arrow"), N({}, "".concat(o, "-arrow-loading"), b)),
    customizeIcon: A,
    customizeIconProps: {
      loading: b,
      searchValue: Ee,
      open: Ae,
      focused: be,
      showSearch: de
    }
  }));
  var Sn = function() {
    var ze;
    h?.(), (ze = Pe.current) === null || ze === void 0 || ze.focus(), f([], {
      type: "clear",
      values: d
    }), je("", !1, !1);
  }, Cn = pw(o, Sn, d, _, W, y, Ee, v), rn = Cn.allowClear, $n = Cn.clearIcon, xn = /* @__PURE__ */ l.createElement(B, {
    ref: Ue
  }), Rn = V(o, a, N(N(N(N(N(N(N(N(N(N({}, "".concat(o, "-focused"), be), "".concat(o, "-multiple"), ue), "".concat(o, "-single"), !ue), "".concat(o, "-allow-clear"), _), "".concat(o, "-show-arrow"), kt), "".concat(o, "-disabled"), y), "".concat(o, "-loading"), b), "".concat(o, "-open"), Ae), "".concat(o, "-customize-input"), tt), "".concat(o, "-show-search"), de)), Un = /* @__PURE__ */ l.createElement(lE, {
    ref: qe,
    disabled: y,
    prefixCls: o,
    visible: We,
    popupElement: xn,
    animation: G,
    transitionName: F,
    dropdownStyle: X,
    dropdownClassName: Z,
    direction: c,
    dropdownMatchSelectWidth: U,
    dropdownRender: q,
    dropdownAlign: ne,
    placement: le,
    builtinPlacements: re,
    getPopupContainer: ce,
    empty: m,
    getTriggerDOMNode: function(ze) {
      return (
        // TODO: This is workaround and should be removed in `rc-select`
        // And use new standard `nativeElement` for ref.
        // But we should update `rc-resize-observer` first.
        Xe.current || ze
      );
    },
    onPopupVisibleChange: Ge,
    onPopupMouseEnter: xe
  }, Ke ? /* @__PURE__ */ l.cloneElement(Ke, {
    ref: pt
  }) : /* @__PURE__ */ l.createElement(Gw, pe({}, e, {
    domRef: Xe,
    prefixCls: o,
    inputElement: tt,
    ref: Pe,
    id: r,
    prefix: z,
    showSearch: de,
    autoClearSearchValue: P,
    mode: v,
    activeDescendantId: I,
    tagRender: s,
    values: d,
    open: Ae,
    onToggleOpen: ge,
    activeValue: w,
    searchValue: Ee,
    onSearch: je,
    onSearchSubmit: lt,
    onRemove: yt,
    tokenWithEnter: ie,
    onInputBlur: Ot
  }))), Pt;
  return Ke ? Pt = Un : Pt = /* @__PURE__ */ l.createElement("div", pe({
    className: Rn
  }, fe, {
    ref: He,
    onMouseDown: Le,
    onKeyDown: At,
    onKeyUp: Gt,
    onFocus: Oe,
    onBlur: Qe
  }), /* @__PURE__ */ l.createElement(uE, {
    visible: be && !Ae,
    values: d
  }), Un, Jt, rn && $n), /* @__PURE__ */ l.createElement(cg.Provider, {
    value: rt
  }, Pt);
}), Tc = function() {
  return null;
};
Tc.isSelectOptGroup = !0;
var Nc = function() {
  return null;
};
Nc.isSelectOption = !0;
var bg = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.height, r = e.offsetY, o = e.offsetX, a = e.children, i = e.prefixCls, s = e.onInnerResize, c = e.innerProps, u = e.rtl, d = e.extra, f = {}, m = {
    display: "flex",
    flexDirection: "column"
  };
  return r !== void 0 && (f = {
    height: n,
    position: "relative",
    overflow: "hidden"
  }, m = j(j({}, m), {}, N(N(N(N(N({
    transform: "translateY(".concat(r, "px)")
  }, u ? "marginRight" : "marginLeft", -o), "position", "absolute"), "left", 0), "right", 0), "top", 0))), /* @__PURE__ */ l.createElement("div", {
    style: f
  }, /* @__PURE__ */ l.createElement(zn, {
    onResize: function(p) {
      var h = p.offsetHeight;
      h && s && s();
    }
  }, /* @__PURE__ */ l.createElement("div", pe({
    style: m,
    className: V(N({}, "".concat(i, "-holder-inner"), i)),
    ref: t
  }, c), a, d)));
});
bg.displayName = "Filler";
function vE(e) {
  var t = e.children, n = e.setRef, r = l.useCallback(function(o) {
    n(o);
  }, []);
  return /* @__PURE__ */ l.cloneElement(t, {
    ref: r
  });
}
function gE(e, t, n, r, o, a, i, s) {
  var c = s.getKey;
  return e.slice(t, n + 1).map(function(u, d) {
    var f = t + d, m = i(u, f, {
      style: {
        width: r
      },
      offsetX: o
    }), g = c(u);
    return /* @__PURE__ */ l.createElement(vE, {
      key: g,
      setRef: function(h) {
        return a(u, h);
      }
    }, m);
  });
}
function pE(e, t, n) {
  var r = e.length, o = t.length, a, i;
  if (r === 0 && o === 0)
    return null;
  r < o ? (a = e, i = t) : (a = t, i = e);
  var s = {
    __EMPTY_ITEM__: !0
  };
  function c(p) {
    return p !== void 0 ? n(p) : s;
  }
  for (var u = null, d = Math.abs(r - o) !== 1, f = 0; f < i.length; f += 1) {
    var m = c(a[f]), g = c(i[f]);
    if (m !== g) {
      u = f, d = d || m !== c(i[f + 1]);
      break;
    }
  }
  return u === null ? null : {
    index: u,
    multiple: d
  };
}
function hE(e, t, n) {
  var r = l.useState(e), o = k(r, 2), a = o[0], i = o[1], s = l.useState(null), c = k(s, 2), u = c[0], d = c[1];
  return l.useEffect(function() {
    var f = pE(a || [], e || [], t);
    f?.index !== void 0 && d(e[f.index]), i(e);
  }, [e]), [u];
}
var qd = (typeof navigator > "u" ? "undefined" : Be(navigator)) === "object" && /Firefox/i.test(navigator.userAgent);
const yg = (function(e, t, n, r) {
  var o = we(!1), a = we(null);
  function i() {
    clearTimeout(a.current), o.current = !0, a.current = setTimeout(function() {
      o.current = !1;
    }, 50);
  }
  var s = we({
    top: e,
    bottom: t,
    left: n,
    right: r
  });
  return s.current.top = e, s.current.bottom = t, s.current.left = n, s.current.right = r, function(c, u) {
    var d = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : !1, f = c ? (
      // Pass origin wheel when on the left
      u < 0 && s.current.left || // Pass origin wheel when on the right
      u > 0 && s.current.right
    ) : u < 0 && s.current.top || // Pass origin wheel when on the bottom
    u > 0 && s.current.bottom;
    return d && f ? (clearTimeout(a.current), o.current = !1) : (!f || o.current) && i(), !o.current && f;
  };
});
function bE(e, t, n, r, o, a, i) {
  var s = we(0), c = we(null), u = we(null), d = we(!1), f = yg(t, n, r, o);
  function m(b, S) {
    if (_t.cancel(c.current), !f(!1, S)) {
      var x = b;
      if (!x._virtualHandled)
        x._virtualHandled = !0;
      else
        return;
      s.current += S, u.current = S, qd || x.preventDefault(), c.current = _t(function() {
        var $ = d.current ? 10 : 1;
        i(s.current * $, !1), s.current = 0;
      });
    }
  }
  function g(b, S) {
    i(S, !0), qd || b.preventDefault();
  }
  var p = we(null), h = we(null);
  function v(b) {
    if (e) {
      _t.cancel(h.current), h.current = _t(function() {
        p.current = null;
      }, 2);
      var S = b.deltaX, x = b.deltaY, $ = b.shiftKey, C = S, E = x;
      (p.current === "sx" || !p.current && $ && x && !S) && (C = x, E = 0, p.current = "sx");
      var w = Math.abs(C), O = Math.abs(E);
      p.current === null && (p.current = a && w > O ? "x" : "y"), p.current === "y" ? m(b, E) : g(b, C);
    }
  }
  function y(b) {
    e && (d.current = b.detail === u.current);
  }
  return [v, y];
}
function yE(e, t, n, r) {
  var o = l.useMemo(function() {
    return [/* @__PURE__ */ new Map(), []];
  }, [e, n.id, r]), a = k(o, 2), i = a[0], s = a[1], c = function(d) {
    var f = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : d, m = i.get(d), g = i.get(f);
    if (m === void 0 || g === void 0)
      for (var p = e.length, h = s.length; h < p; h += 1) {
        var v, y = e[h], b = t(y);
        i.set(b, h);
        var S = (v = n.get(b)) !== null && v !== void 0 ? v : r;
        if (s[h] = (s[h - 1] || 0) + S, b === d && (m = h), b === f && (g = h), m !== void 0 && g !== void 0)
          break;
      }
    return {
      top: s[m - 1] || 0,
      bottom: s[g]
    };
  };
  return c;
}
var SE = /* @__PURE__ */ (function() {
  function e() {
    Kt(this, e), N(this, "maps", void 0), N(this, "id", 0), N(this, "diffRecords", /* @__PURE__ */ new Map()), this.maps = /* @__PURE__ */ Object.create(null);
  }
  return Xt(e, [{
    key: "set",
    value: function(n, r) {
      this.diffRecords.set(n, this.maps[n]), this.maps[n] = r, this.id += 1;
    }
  }, {
    key: "get",
    value: function(n) {
      return this.maps[n];
    }
    /**
     * CacheMap will record the key changed.
     * To help to know what's update in the next render.
     */
  }, {
    key: "resetRecord",
    value: function() {
      this.diffRecords.clear();
    }
  }, {
    key: "getRecord",
    value: function() {
      return this.diffRecords;
    }
  }]), e;
})();
function Kd(e) {
  var t = parseFloat(e);
  return isNaN(t) ? 0 : t;
}
function CE(e, t, n) {
  var r = l.useState(0), o = k(r, 2), a = o[0], i = o[1], s = we(/* @__PURE__ */ new Map()), c = we(new SE()), u = we(0);
  function d() {
    u.current += 1;
  }
  function f() {
    var g = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : !1;
    d();
    var p = function() {
      var y = !1;
      s.current.forEach(function(b, S) {
        if (b && b.offsetParent) {
          var x = b.offsetHeight, $ = getComputedStyle(b), C = $.marginTop, E = $.marginBottom, w = Kd(C), O = Kd(E), I = x + w + O;
          c.current.get(S) !== I && (c.current.set(S, I), y = !0);
        }
      }), y && i(function(b) {
        return b + 1;
      });
    };
    if (g)
      p();
    else {
      u.current += 1;
      var h = u.current;
      Promise.resolve().then(function() {
        h === u.current && p();
      });
    }
  }
  function m(g, p) {
    var h = e(g);
    s.current.get(h), p ? (s.current.set(h, p), f()) : s.current.delete(h);
  }
  return Mt(function() {
    return d;
  }, []), [m, f, c.current, a];
}
var Xd = 14 / 15;
function $E(e, t, n) {
  var r = we(!1), o = we(0), a = we(0), i = we(null), s = we(null), c, u = function(g) {
    if (r.current) {
      var p = Math.ceil(g.touches[0].pageX), h = Math.ceil(g.touches[0].pageY), v = o.current - p, y = a.current - h, b = Math.abs(v) > Math.abs(y);
      b ? o.current = p : a.current = h;
      var S = n(b, b ? v : y, !1, g);
      S && g.preventDefault(), clearInterval(s.current), S && (s.current = setInterval(function() {
        b ? v *= Xd : y *= Xd;
        var x = Math.floor(b ? v : y);
        (!n(b, x, !0) || Math.abs(x) <= 0.1) && clearInterval(s.current);
      }, 16));
    }
  }, d = function() {
    r.current = !1, c();
  }, f = function(g) {
    c(), g.touches.length === 1 && !r.current && (r.current = !0, o.current = Math.ceil(g.touches[0].pageX), a.current = Math.ceil(g.touches[0].pageY), i.current = g.target, i.current.addEventListener("touchmove", u, {
      passive: !1
    }), i.current.addEventListener("touchend", d, {
      passive: !0
    }));
  };
  c = function() {
    i.current && (i.current.removeEventListener("touchmove", u), i.current.removeEventListener("touchend", d));
  }, $t(function() {
    return e && t.current.addEventListener("touchstart", f, {
      passive: !0
    }), function() {
      var m;
      (m = t.current) === null || m === void 0 || m.removeEventListener("touchstart", f), c(), clearInterval(s.current);
    };
  }, [e]);
}
function Yd(e) {
  return Math.floor(Math.pow(e, 0.5));
}
function Ws(e, t) {
  var n = "touches" in e ? e.touches[0] : e;
  return n[t ? "pageX" : "pageY"] - window[t ? "scrollX" : "scrollY"];
}
function xE(e, t, n) {
  l.useEffect(function() {
    var r = t.current;
    if (e && r) {
      var o = !1, a, i, s = function() {
        _t.cancel(a);
      }, c = function m() {
        s(), a = _t(function() {
          n(i), m();
        });
      }, u = function() {
        o = !1, s();
      }, d = function(g) {
        if (!(g.target.draggable || g.button !== 0)) {
          var p = g;
          p._virtualHandled || (p._virtualHandled = !0, o = !0);
        }
      }, f = function(g) {
        if (o) {
          var p = Ws(g, !1), h = r.getBoundingClientRect(), v = h.top, y = h.bottom;
          if (p <= v) {
            var b = v - p;
            i = -Yd(b), c();
          } else if (p >= y) {
            var S = p - y;
            i = Yd(S), c();
          } else
            s();
        }
      };
      return r.addEventListener("mousedown", d), r.ownerDocument.addEventListener("mouseup", u), r.ownerDocument.addEventListener("mousemove", f), r.ownerDocument.addEventListener("dragend", u), function() {
        r.removeEventListener("mousedown", d), r.ownerDocument.removeEventListener("mouseup", u), r.ownerDocument.removeEventListener("mousemove", f), r.ownerDocument.removeEventListener("dragend", u), s();
      };
    }
  }, [e]);
}
var wE = 10;
function EE(e, t, n, r, o, a, i, s) {
  var c = l.useRef(), u = l.useState(null), d = k(u, 2), f = d[0], m = d[1];
  return $t(function() {
    if (f && f.times < wE) {
      if (!e.current) {
        m(function(W) {
          return j({}, W);
        });
        return;
      }
      a();
      var g = f.targetAlign, p = f.originAlign, h = f.index, v = f.offset, y = e.current.clientHeight, b = !1, S = g, x = null;
      if (y) {
        for (var $ = g || p, C = 0, E = 0, w = 0, O = Math.min(t.length - 1, h), I = 0; I <= O; I += 1) {
          var M = o(t[I]);
          E = C;
          var P = n.get(M);
          w = E + (P === void 0 ? r : P), C = w;
        }
        for (var R = $ === "top" ? v : y - v, T = O; T >= 0; T -= 1) {
          var L = o(t[T]), _ = n.get(L);
          if (_ === void 0) {
            b = !0;
            break;
          }
          if (R -= _, R <= 0)
            break;
        }
        switch ($) {
          case "top":
            x = E - v;
            break;
          case "bottom":
            x = w - y + v;
            break;
          default: {
            var z = e.current.scrollTop, A = z + y;
            E < z ? S = "top" : w > A && (S = "bottom");
          }
        }
        x !== null && i(x), x !== f.lastTop && (b = !0);
      }
      b && m(j(j({}, f), {}, {
        times: f.times + 1,
        targetAlign: S,
        lastTop: x
      }));
    }
  }, [f, e.current]), function(g) {
    if (g == null) {
      s();
      return;
    }
    if (_t.cancel(c.current), typeof g == "number")
      i(g);
    else if (g && Be(g) === "object") {
      var p, h = g.align;
      "index" in g ? p = g.index : p = t.findIndex(function(b) {
        return o(b) === g.key;
      });
      var v = g.offset, y = v === void 0 ? 0 : v;
      m({
        times: 0,
        index: p,
        offset: y,
        originAlign: h
      });
    }
  };
}
var Zd = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.prefixCls, r = e.rtl, o = e.scrollOffset, a = e.scrollRange, i = e.onStartMove, s = e.onStopMove, c = e.onScroll, u = e.horizontal, d = e.spinSize, f = e.containerSize, m = e.style, g = e.thumbStyle, p = e.showScrollBar, h = l.useState(!1), v = k(h, 2), y = v[0], b = v[1], S = l.useState(null), x = k(S, 2), $ = x[0], C = x[1], E = l.useState(null), w = k(E, 2), O = w[0], I = w[1], M = !r, P = l.useRef(), R = l.useRef(), T = l.useState(p), L = k(T, 2), _ = L[0], z = L[1], A = l.useRef(), W = function() {
    p === !0 || p === !1 || (clearTimeout(A.current), z(!0), A.current = setTimeout(function() {
      z(!1);
    }, 3e3));
  }, B = a - f || 0, G = f - d || 0, F = l.useMemo(function() {
    if (o === 0 || B === 0)
      return 0;
    var J = o / B;
    return J * G;
  }, [o, B, G]), X = function(Y) {
    Y.stopPropagation(), Y.preventDefault();
  }, Z = l.useRef({
    top: F,
    dragging: y,
    pageY: $,
    startTop: O
  });
  Z.current = {
    top: F,
    dragging: y,
    pageY: $,
    startTop: O
  };
  var U = function(Y) {
    b(!0), C(Ws(Y, u)), I(Z.current.top), i(), Y.stopPropagation(), Y.preventDefault();
  };
  l.useEffect(function() {
    var J = function(Q) {
      Q.preventDefault();
    }, Y = P.current, te = R.current;
    return Y.addEventListener("touchstart", J, {
      passive: !1
    }), te.addEventListener("touchstart", U, {
      passive: !1
    }), function() {
      Y.removeEventListener("touchstart", J), te.removeEventListener("touchstart", U);
    };
  }, []);
  var q = l.useRef();
  q.current = B;
  var ne = l.useRef();
  ne.current = G, l.useEffect(function() {
    if (y) {
      var J, Y = function(Q) {
        var K = Z.current, ae = K.dragging, oe = K.pageY, ue = K.startTop;
        _t.cancel(J);
        var de = P.current.getBoundingClientRect(), fe = f / (u ? de.width : de.height);
        if (ae) {
          var ve = (Ws(Q, u) - oe) * fe, ye = ue;
          !M && u ? ye -= ve : ye += ve;
          var me = q.current, Fe = ne.current, He = Fe ? ye / Fe : 0, Xe = Math.ceil(He * me);
          Xe = Math.max(Xe, 0), Xe = Math.min(Xe, me), J = _t(function() {
            c(Xe, u);
          });
        }
      }, te = function() {
        b(!1), s();
      };
      return window.addEventListener("mousemove", Y, {
        passive: !0
      }), window.addEventListener("touchmove", Y, {
        passive: !0
      }), window.addEventListener("mouseup", te, {
        passive: !0
      }), window.addEventListener("touchend", te, {
        passive: !0
      }), function() {
        window.removeEventListener("mousemove", Y), window.removeEventListener("touchmove", Y), window.removeEventListener("mouseup", te), window.removeEventListener("touchend", te), _t.cancel(J);
      };
    }
  }, [y]), l.useEffect(function() {
    return W(), function() {
      clearTimeout(A.current);
    };
  }, [o]), l.useImperativeHandle(t, function() {
    return {
      delayHidden: W
    };
  });
  var le = "".concat(n, "-scrollbar"), re = {
    position: "absolute",
    visibility: _ ? null : "hidden"
  }, ce = {
    position: "absolute",
    borderRadius: 99,
    background: "var(--rc-virtual-list-scrollbar-bg, rgba(0, 0, 0, 0.5))",
    cursor: "pointer",
    userSelect: "none"
  };
  return u ? (Object.assign(re, {
    height: 8,
    left: 0,
    right: 0,
    bottom: 0
  }), Object.assign(ce, N({
    height: "100%",
    width: d
  }, M ? "left" : "right", F))) : (Object.assign(re, N({
    width: 8,
    top: 0,
    bottom: 0
  }, M ? "right" : "left", 0)), Object.assign(ce, {
    width: "100%",
    height: d,
    top: F
  })), /* @__PURE__ */ l.createElement("div", {
    ref: P,
    className: V(le, N(N(N({}, "".concat(le, "-horizontal"), u), "".concat(le, "-vertical"), !u), "".concat(le, "-visible"), _)),
    style: j(j({}, re), m),
    onMouseDown: X,
    onMouseMove: W
  }, /* @__PURE__ */ l.createElement("div", {
    ref: R,
    className: V("".concat(le, "-thumb"), N({}, "".concat(le, "-thumb-moving"), y)),
    style: j(j({}, ce), g),
    onMouseDown: U
  }));
}), OE = 20;
function Qd() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : 0, t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : 0, n = e / t * e;
  return isNaN(n) && (n = 0), n = Math.max(n, OE), Math.floor(n);
}
var IE = ["prefixCls", "className", "height", "itemHeight", "fullHeight", "style", "data", "children", "itemKey", "virtual", "direction", "scrollWidth", "component", "onScroll", "onVirtualScroll", "onVisibleChange", "innerProps", "extraRender", "styles", "showScrollBar"], PE = [], RE = {
  overflowY: "auto",
  overflowAnchor: "none"
};
function ME(e, t) {
  var n = e.prefixCls, r = n === void 0 ? "rc-virtual-list" : n, o = e.className, a = e.height, i = e.itemHeight, s = e.fullHeight, c = s === void 0 ? !0 : s, u = e.style, d = e.data, f = e.children, m = e.itemKey, g = e.virtual, p = e.direction, h = e.scrollWidth, v = e.component, y = v === void 0 ? "div" : v, b = e.onScroll, S = e.onVirtualScroll, x = e.onVisibleChange, $ = e.innerProps, C = e.extraRender, E = e.styles, w = e.showScrollBar, O = w === void 0 ? "optional" : w, I = at(e, IE), M = l.useCallback(function(Se) {
    return typeof m == "function" ? m(Se) : Se?.[m];
  }, [m]), P = CE(M), R = k(P, 4), T = R[0], L = R[1], _ = R[2], z = R[3], A = !!(g !== !1 && a && i), W = l.useMemo(function() {
    return Object.values(_.maps).reduce(function(Se, Oe) {
      return Se + Oe;
    }, 0);
  }, [_.id, _.maps]), B = A && d && (Math.max(i * d.length, W) > a || !!h), G = p === "rtl", F = V(r, N({}, "".concat(r, "-rtl"), G), o), X = d || PE, Z = we(), U = we(), q = we(), ne = Ct(0), le = k(ne, 2), re = le[0], ce = le[1], J = Ct(0), Y = k(J, 2), te = Y[0], ee = Y[1], Q = Ct(!1), K = k(Q, 2), ae = K[0], oe = K[1], ue = function() {
    oe(!0);
  }, de = function() {
    oe(!1);
  }, fe = {
    getKey: M
  };
  function ve(Se) {
    ce(function(Oe) {
      var Qe;
      typeof Se == "function" ? Qe = Se(Oe) : Qe = Se;
      var st = ht(Qe);
      return Z.current.scrollTop = st, st;
    });
  }
  var ye = we({
    start: 0,
    end: X.length
  }), me = we(), Fe = hE(X, M), He = k(Fe, 1), Xe = He[0];
  me.current = Xe;
  var qe = l.useMemo(function() {
    if (!A)
      return {
        scrollHeight: void 0,
        start: 0,
        end: X.length - 1,
        offset: void 0
      };
    if (!B) {
      var Se;
      return {
        scrollHeight: ((Se = U.current) === null || Se === void 0 ? void 0 : Se.offsetHeight) || 0,
        start: 0,
        end: X.length - 1,
        offset: void 0
      };
    }
    for (var Oe = 0, Qe, st, Le, Me = X.length, Je = 0; Je < Me; Je += 1) {
      var ft = X[Je], xe = M(ft), Ge = _.get(xe), rt = Oe + (Ge === void 0 ? i : Ge);
      rt >= re && Qe === void 0 && (Qe = Je, st = Oe), rt > re + a && Le === void 0 && (Le = Je), Oe = rt;
    }
    return Qe === void 0 && (Qe = 0, st = 0, Le = Math.ceil(a / i)), Le === void 0 && (Le = X.length - 1), Le = Math.min(Le + 1, X.length - 1), {
      scrollHeight: Oe,
      start: Qe,
      end: Le,
      offset: st
    };
  }, [B, A, re, X, z, a]), Pe = qe.scrollHeight, Ue = qe.start, Re = qe.end, Ve = qe.offset;
  ye.current.start = Ue, ye.current.end = Re, l.useLayoutEffect(function() {
    var Se = _.getRecord();
    if (Se.size === 1) {
      var Oe = Array.from(Se.keys())[0], Qe = Se.get(Oe), st = X[Ue];
      if (st && Qe === void 0) {
        var Le = M(st);
        if (Le === Oe) {
          var Me = _.get(Oe), Je = Me - i;
          ve(function(ft) {
            return ft + Je;
          });
        }
      }
    }
    _.resetRecord();
  }, [Pe]);
  var Te = l.useState({
    width: 0,
    height: a
  }), be = k(Te, 2), Ne = be[0], he = be[1], Ee = function(Oe) {
    he({
      width: Oe.offsetWidth,
      height: Oe.offsetHeight
    });
  }, tt = we(), Ke = we(), pt = l.useMemo(function() {
    return Qd(Ne.width, h);
  }, [Ne.width, h]), wt = l.useMemo(function() {
    return Qd(Ne.height, Pe);
  }, [Ne.height, Pe]), Dt = Pe - a, Ft = we(Dt);
  Ft.current = Dt;
  function ht(Se) {
    var Oe = Se;
    return Number.isNaN(Ft.current) || (Oe = Math.min(Oe, Ft.current)), Oe = Math.max(Oe, 0), Oe;
  }
  var it = re <= 0, Ye = re >= Dt, bt = te <= 0, vt = te >= h, Ae = yg(it, Ye, bt, vt), Ze = function() {
    return {
      x: G ? -te : te,
      y: re
    };
  }, We = we(Ze()), ge = Zt(function(Se) {
    if (S) {
      var Oe = j(j({}, Ze()), Se);
      (We.current.x !== Oe.x || We.current.y !== Oe.y) && (S(Oe), We.current = Oe);
    }
  });
  function ie(Se, Oe) {
    var Qe = Se;
    Oe ? (Gl(function() {
      ee(Qe);
    }), ge()) : ve(Qe);
  }
  function se(Se) {
    var Oe = Se.currentTarget.scrollTop;
    Oe !== re && ve(Oe), b?.(Se), ge();
  }
  var Ce = function(Oe) {
    var Qe = Oe, st = h ? h - Ne.width : 0;
    return Qe = Math.max(Qe, 0), Qe = Math.min(Qe, st), Qe;
  }, _e = Zt(function(Se, Oe) {
    Oe ? (Gl(function() {
      ee(function(Qe) {
        var st = Qe + (G ? -Se : Se);
        return Ce(st);
      });
    }), ge()) : ve(function(Qe) {
      var st = Qe + Se;
      return st;
    });
  }), je = bE(A, it, Ye, bt, vt, !!h, _e), lt = k(je, 2), ut = lt[0], et = lt[1];
  $E(A, Z, function(Se, Oe, Qe, st) {
    var Le = st;
    return Ae(Se, Oe, Qe) ? !1 : !Le || !Le._virtualHandled ? (Le && (Le._virtualHandled = !0), ut({
      preventDefault: function() {
      },
      deltaX: Se ? Oe : 0,
      deltaY: Se ? 0 : Oe
    }), !0) : !1;
  }), xE(B, Z, function(Se) {
    ve(function(Oe) {
      return Oe + Se;
    });
  }), $t(function() {
    function Se(Qe) {
      var st = it && Qe.detail < 0, Le = Ye && Qe.detail > 0;
      A && !st && !Le && Qe.preventDefault();
    }
    var Oe = Z.current;
    return Oe.addEventListener("wheel", ut, {
      passive: !1
    }), Oe.addEventListener("DOMMouseScroll", et, {
      passive: !0
    }), Oe.addEventListener("MozMousePixelScroll", Se, {
      passive: !1
    }), function() {
      Oe.removeEventListener("wheel", ut), Oe.removeEventListener("DOMMouseScroll", et), Oe.removeEventListener("MozMousePixelScroll", Se);
    };
  }, [A, it, Ye]), $t(function() {
    if (h) {
      var Se = Ce(te);
      ee(Se), ge({
        x: Se
      });
    }
  }, [Ne.width, h]);
  var dt = function() {
    var Oe, Qe;
    (Oe = tt.current) === null || Oe === void 0 || Oe.delayHidden(), (Qe = Ke.current) === null || Qe === void 0 || Qe.delayHidden();
  }, zt = EE(Z, X, _, i, M, function() {
    return L(!0);
  }, ve, dt);
  l.useImperativeHandle(t, function() {
    return {
      nativeElement: q.current,
      getScrollInfo: Ze,
      scrollTo: function(Oe) {
        function Qe(st) {
          return st && Be(st) === "object" && ("left" in st || "top" in st);
        }
        Qe(Oe) ? (Oe.left !== void 0 && ee(Ce(Oe.left)), zt(Oe.top)) : zt(Oe);
      }
    };
  }), $t(function() {
    if (x) {
      var Se = X.slice(Ue, Re + 1);
      x(Se, X);
    }
  }, [Ue, Re, X]);
  var jt = yE(X, M, _, i), At = C?.({
    start: Ue,
    end: Re,
    virtual: B,
    offsetX: te,
    offsetY: Ve,
    rtl: G,
    getSize: jt
  }), Gt = gE(X, Ue, Re, h, te, T, f, fe), yt = null;
  a && (yt = j(N({}, c ? "height" : "maxHeight", a), RE), A && (yt.overflowY = "hidden", h && (yt.overflowX = "hidden"), ae && (yt.pointerEvents = "none")));
  var Ot = {};
  return G && (Ot.dir = "rtl"), /* @__PURE__ */ l.createElement("div", pe({
    ref: q,
    style: j(j({}, u), {}, {
      position: "relative"
    }),
    className: F
  }, Ot, I), /* @__PURE__ */ l.createElement(zn, {
    onResize: Ee
  }, /* @__PURE__ */ l.createElement(y, {
    className: "".concat(r, "-holder"),
    style: yt,
    ref: Z,
    onScroll: se,
    onMouseEnter: dt
  }, /* @__PURE__ */ l.createElement(bg, {
    prefixCls: r,
    height: Pe,
    offsetX: te,
    offsetY: Ve,
    scrollWidth: h,
    onInnerResize: L,
    ref: U,
    innerProps: $,
    rtl: G,
    extra: At
  }, Gt))), B && Pe > a && /* @__PURE__ */ l.createElement(Zd, {
    ref: tt,
    prefixCls: r,
    scrollOffset: re,
    scrollRange: Pe,
    rtl: G,
    onScroll: ie,
    onStartMove: ue,
    onStopMove: de,
    spinSize: wt,
    containerSize: Ne.height,
    style: E?.verticalScrollBar,
    thumbStyle: E?.verticalScrollBarThumb,
    showScrollBar: O
  }), B && h > Ne.width && /* @__PURE__ */ l.createElement(Zd, {
    ref: Ke,
    prefixCls: r,
    scrollOffset: te,
    scrollRange: h,
    rtl: G,
    onScroll: ie,
    onStartMove: ue,
    onStopMove: de,
    spinSize: pt,
    containerSize: Ne.width,
    horizontal: !0,
    style: E?.horizontalScrollBar,
    thumbStyle: E?.horizontalScrollBarThumb,
    showScrollBar: O
  }));
}
var Sg = /* @__PURE__ */ l.forwardRef(ME);
Sg.displayName = "List";
function TE() {
  return /(mac\sos|macintosh)/i.test(navigator.appVersion);
}
var NE = ["disabled", "title", "children", "style", "className"];
function Jd(e) {
  return typeof e == "string" || typeof e == "number";
}
var _E = function(t, n) {
  var r = hw(), o = r.prefixCls, a = r.id, i = r.open, s = r.multiple, c = r.mode, u = r.searchValue, d = r.toggleOpen, f = r.notFoundContent, m = r.onPopupScroll, g = l.useContext(Mc), p = g.maxCount, h = g.flattenOptions, v = g.onActiveValue, y = g.defaultActiveFirstOption, b = g.onSelect, S = g.menuItemSelectedIcon, x = g.rawValues, $ = g.fieldNames, C = g.virtual, E = g.direction, w = g.listHeight, O = g.listItemHeight, I = g.optionRender, M = "".concat(o, "-item"), P = sa(function() {
    return h;
  }, [i, h], function(J, Y) {
    return Y[0] && J[1] !== Y[1];
  }), R = l.useRef(null), T = l.useMemo(function() {
    return s && Fs(p) && x?.size >= p;
  }, [s, p, x?.size]), L = function(Y) {
    Y.preventDefault();
  }, _ = function(Y) {
    var te;
    (te = R.current) === null || te === void 0 || te.scrollTo(typeof Y == "number" ? {
      index: Y
    } : Y);
  }, z = l.useCallback(function(J) {
    return c === "combobox" ? !1 : x.has(J);
  }, [c, $e(x).toString(), x.size]), A = function(Y) {
    for (var te = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : 1, ee = P.length, Q = 0; Q < ee; Q += 1) {
      var K = (Y + Q * te + ee) % ee, ae = P[K] || {}, oe = ae.group, ue = ae.data;
      if (!oe && !(ue != null && ue.disabled) && (z(ue.value) || !T))
        return K;
    }
    return -1;
  }, W = l.useState(function() {
    return A(0);
  }), B = k(W, 2), G = B[0], F = B[1], X = function(Y) {
    var te = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1;
    F(Y);
    var ee = {
      source: te ? "keyboard" : "mouse"
    }, Q = P[Y];
    if (!Q) {
      v(null, -1, ee);
      return;
    }
    v(Q.value, Y, ee);
  };
  Mt(function() {
    X(y !== !1 ? A(0) : -1);
  }, [P.length, u]);
  var Z = l.useCallback(function(J) {
    return c === "combobox" ? String(J).toLowerCase() === u.toLowerCase() : x.has(J);
  }, [c, u, $e(x).toString(), x.size]);
  Mt(function() {
    var J = setTimeout(function() {
      if (!s && i && x.size === 1) {
        var te = Array.from(x)[0], ee = P.findIndex(function(Q) {
          var K = Q.data;
          return u ? String(K.value).startsWith(u) : K.value === te;
        });
        ee !== -1 && (X(ee), _(ee));
      }
    });
    if (i) {
      var Y;
      (Y = R.current) === null || Y === void 0 || Y.scrollTo(void 0);
    }
    return function() {
      return clearTimeout(J);
    };
  }, [i, u]);
  var U = function(Y) {
    Y !== void 0 && b(Y, {
      selected: !x.has(Y)
    }), s || d(!1);
  };
  if (l.useImperativeHandle(n, function() {
    return {
      onKeyDown: function(Y) {
        var te = Y.which, ee = Y.ctrlKey;
        switch (te) {
          // >>> Arrow keys & ctrl + n/p on Mac
          case Ie.N:
          case Ie.P:
          case Ie.UP:
          case Ie.DOWN: {
            var Q = 0;
            if (te === Ie.UP ? Q = -1 : te === Ie.DOWN ? Q = 1 : TE() && ee && (te === Ie.N ? Q = 1 : te === Ie.P && (Q = -1)), Q !== 0) {
              var K = A(G + Q, Q);
              _(K), X(K, !0);
            }
            break;
          }
          // >>> Select (Tab / Enter)
          case Ie.TAB:
          case Ie.ENTER: {
            var ae, oe = P[G];
            oe && !(oe != null && (ae = oe.data) !== null && ae !== void 0 && ae.disabled) && !T ? U(oe.value) : U(void 0), i && Y.preventDefault();
            break;
          }
          // >>> Close
          case Ie.ESC:
            d(!1), i && Y.stopPropagation();
        }
      },
      onKeyUp: function() {
      },
      scrollTo: function(Y) {
        _(Y);
      }
    };
  }), P.length === 0)
    return /* @__PURE__ */ l.createElement("div", {
      role: "listbox",
      id: "".concat(a, "_list"),
      className: "".concat(M, "-empty"),
      onMouseDown: L
    }, f);
  var q = Object.keys($).map(function(J) {
    return $[J];
  }), ne = function(Y) {
    return Y.label;
  };
  function le(J, Y) {
    var te = J.group;
    return {
      role: te ? "presentation" : "option",
      id: "".concat(a, "_list_").concat(Y)
    };
  }
  var re = function(Y) {
    var te = P[Y];
    if (!te)
      return null;
    var ee = te.data || {}, Q = ee.value, K = te.group, ae = Jn(ee, !0), oe = ne(te);
    return te ? /* @__PURE__ */ l.createElement("div", pe({
      "aria-label": typeof oe == "string" && !K ? oe : null
    }, ae, {
      key: Y
    }, le(te, Y), {
      "aria-selected": Z(Q)
    }), Q) : null;
  }, ce = {
    role: "listbox",
    id: "".concat(a, "_list")
  };
  return /* @__PURE__ */ l.createElement(l.Fragment, null, C && /* @__PURE__ */ l.createElement("div", pe({}, ce, {
    style: {
      height: 0,
      width: 0,
      overflow: "hidden"
    }
  }), re(G - 1), re(G), re(G + 1)), /* @__PURE__ */ l.createElement(Sg, {
    itemKey: "key",
    ref: R,
    data: P,
    height: w,
    itemHeight: O,
    fullHeight: !1,
    onMouseDown: L,
    onScroll: m,
    virtual: C,
    direction: E,
    innerProps: C ? null : ce
  }, function(J, Y) {
    var te = J.group, ee = J.groupOption, Q = J.data, K = J.label, ae = J.value, oe = Q.key;
    if (te) {
      var ue, de = (ue = Q.title) !== null && ue !== void 0 ? ue : Jd(K) ? K.toString() : void 0;
      return /* @__PURE__ */ l.createElement("div", {
        className: V(M, "".concat(M, "-group"), Q.className),
        title: de
      }, K !== void 0 ? K : oe);
    }
    var fe = Q.disabled, ve = Q.title;
    Q.children;
    var ye = Q.style, me = Q.className, Fe = at(Q, NE), He = yn(Fe, q), Xe = z(ae), qe = fe || !Xe && T, Pe = "".concat(M, "-option"), Ue = V(M, Pe, me, N(N(N(N({}, "".concat(Pe, "-grouped"), ee), "".concat(Pe, "-active"), G === Y && !qe), "".concat(Pe, "-disabled"), qe), "".concat(Pe, "-selected"), Xe)), Re = ne(J), Ve = !S || typeof S == "function" || Xe, Te = typeof Re == "number" ? Re : Re || ae, be = Jd(Te) ? Te.toString() : void 0;
    return ve !== void 0 && (be = ve), /* @__PURE__ */ l.createElement("div", pe({}, Jn(He), C ? {} : le(J, Y), {
      "aria-selected": Z(ae),
      className: Ue,
      title: be,
      onMouseMove: function() {
        G === Y || qe || X(Y);
      },
      onClick: function() {
        qe || U(ae);
      },
      style: ye
    }), /* @__PURE__ */ l.createElement("div", {
      className: "".concat(Pe, "-content")
    }, typeof I == "function" ? I(J, {
      index: Y
    }) : Te), /* @__PURE__ */ l.isValidElement(S) || Xe, Ve && /* @__PURE__ */ l.createElement(zi, {
      className: "".concat(M, "-option-state"),
      customizeIcon: S,
      customizeIconProps: {
        value: ae,
        disabled: qe,
        isSelected: Xe
      }
    }, Xe ? "✓" : null));
  }));
}, jE = /* @__PURE__ */ l.forwardRef(_E);
const zE = (function(e, t) {
  var n = l.useRef({
    values: /* @__PURE__ */ new Map(),
    options: /* @__PURE__ */ new Map()
  }), r = l.useMemo(function() {
    var a = n.current, i = a.values, s = a.options, c = e.map(function(f) {
      if (f.label === void 0) {
        var m;
        return j(j({}, f), {}, {
          label: (m = i.get(f.value)) === null || m === void 0 ? void 0 : m.label
        });
      }
      return f;
    }), u = /* @__PURE__ */ new Map(), d = /* @__PURE__ */ new Map();
    return c.forEach(function(f) {
      u.set(f.value, f), d.set(f.value, t.get(f.value) || s.get(f.value));
    }), n.current.values = u, n.current.options = d, c;
  }, [e, t]), o = l.useCallback(function(a) {
    return t.get(a) || n.current.options.get(a);
  }, [t]);
  return [r, o];
});
function El(e, t) {
  return gg(e).join("").toUpperCase().includes(t);
}
const AE = (function(e, t, n, r, o) {
  return l.useMemo(function() {
    if (!n || r === !1)
      return e;
    var a = t.options, i = t.label, s = t.value, c = [], u = typeof r == "function", d = n.toUpperCase(), f = u ? r : function(g, p) {
      return o ? El(p[o], d) : p[a] ? El(p[i !== "children" ? i : "label"], d) : El(p[s], d);
    }, m = u ? function(g) {
      return Hs(g);
    } : function(g) {
      return g;
    };
    return e.forEach(function(g) {
      if (g[a]) {
        var p = f(n, m(g));
        if (p)
          c.push(g);
        else {
          var h = g[a].filter(function(v) {
            return f(n, m(v));
          });
          h.length && c.push(j(j({}, g), {}, N({}, a, h)));
        }
        return;
      }
      f(n, m(g)) && c.push(g);
    }), c;
  }, [e, r, o, n, t]);
});
var ef = 0, LE = sn();
function BE() {
  var e;
  return LE ? (e = ef, ef += 1) : e = "TEST_OR_SSR", e;
}
function DE(e) {
  var t = l.useState(), n = k(t, 2), r = n[0], o = n[1];
  return l.useEffect(function() {
    o("rc_select_".concat(BE()));
  }, []), e || r;
}
var FE = ["children", "value"], HE = ["children"];
function VE(e) {
  var t = e, n = t.key, r = t.props, o = r.children, a = r.value, i = at(r, FE);
  return j({
    key: n,
    value: a !== void 0 ? a : n,
    children: o
  }, i);
}
function Cg(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1;
  return or(e).map(function(n, r) {
    if (!/* @__PURE__ */ l.isValidElement(n) || !n.type)
      return null;
    var o = n, a = o.type.isSelectOptGroup, i = o.key, s = o.props, c = s.children, u = at(s, HE);
    return t || !a ? VE(n) : j(j({
      key: "__RC_SELECT_GRP__".concat(i === null ? r : i, "__"),
      label: i
    }, u), {}, {
      options: Cg(c)
    });
  }).filter(function(n) {
    return n;
  });
}
var WE = function(t, n, r, o, a) {
  return l.useMemo(function() {
    var i = t, s = !t;
    s && (i = Cg(n));
    var c = /* @__PURE__ */ new Map(), u = /* @__PURE__ */ new Map(), d = function(g, p, h) {
      h && typeof h == "string" && g.set(p[h], p);
    }, f = function m(g) {
      for (var p = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1, h = 0; h < g.length; h += 1) {
        var v = g[h];
        !v[r.options] || p ? (c.set(v[r.value], v), d(u, v, r.label), d(u, v, o), d(u, v, a)) : m(v[r.options], !0);
      }
    };
    return f(i), {
      options: i,
      valueOptions: c,
      labelOptions: u
    };
  }, [t, n, r, o, a]);
};
function tf(e) {
  var t = l.useRef();
  t.current = e;
  var n = l.useCallback(function() {
    return t.current.apply(t, arguments);
  }, []);
  return n;
}
var GE = ["id", "mode", "prefixCls", "backfill", "fieldNames", "inputValue", "searchValue", "onSearch", "autoClearSearchValue", "onSelect", "onDeselect", "dropdownMatchSelectWidth", "filterOption", "filterSort", "optionFilterProp", "optionLabelProp", "options", "optionRender", "children", "defaultActiveFirstOption", "menuItemSelectedIcon", "virtual", "direction", "listHeight", "listItemHeight", "labelRender", "value", "defaultValue", "labelInValue", "onChange", "maxCount"], kE = ["inputValue"];
function UE(e) {
  return !e || Be(e) !== "object";
}
var qE = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.id, r = e.mode, o = e.prefixCls, a = o === void 0 ? "rc-select" : o, i = e.backfill, s = e.fieldNames, c = e.inputValue, u = e.searchValue, d = e.onSearch, f = e.autoClearSearchValue, m = f === void 0 ? !0 : f, g = e.onSelect, p = e.onDeselect, h = e.dropdownMatchSelectWidth, v = h === void 0 ? !0 : h, y = e.filterOption, b = e.filterSort, S = e.optionFilterProp, x = e.optionLabelProp, $ = e.options, C = e.optionRender, E = e.children, w = e.defaultActiveFirstOption, O = e.menuItemSelectedIcon, I = e.virtual, M = e.direction, P = e.listHeight, R = P === void 0 ? 200 : P, T = e.listItemHeight, L = T === void 0 ? 20 : T, _ = e.labelRender, z = e.value, A = e.defaultValue, W = e.labelInValue, B = e.onChange, G = e.maxCount, F = at(e, GE), X = DE(n), Z = Vs(r), U = !!(!$ && E), q = l.useMemo(function() {
    return y === void 0 && r === "combobox" ? !1 : y;
  }, [y, r]), ne = l.useMemo(
    function() {
      return hg(s, U);
    },
    /* eslint-disable react-hooks/exhaustive-deps */
    [
      // We stringify fieldNames to avoid unnecessary re-renders.
      JSON.stringify(s),
      U
    ]
    /* eslint-enable react-hooks/exhaustive-deps */
  ), le = an("", {
    value: u !== void 0 ? u : c,
    postState: function(ie) {
      return ie || "";
    }
  }), re = k(le, 2), ce = re[0], J = re[1], Y = WE($, E, ne, S, x), te = Y.valueOptions, ee = Y.labelOptions, Q = Y.options, K = l.useCallback(function(ge) {
    var ie = gg(ge);
    return ie.map(function(se) {
      var Ce, _e, je, lt, ut;
      if (UE(se))
        Ce = se;
      else {
        var et;
        je = se.key, _e = se.label, Ce = (et = se.value) !== null && et !== void 0 ? et : je;
      }
      var dt = te.get(Ce);
      if (dt) {
        var zt;
        _e === void 0 && (_e = dt?.[x || ne.label]), je === void 0 && (je = (zt = dt?.key) !== null && zt !== void 0 ? zt : Ce), lt = dt?.disabled, ut = dt?.title;
      }
      return {
        label: _e,
        value: Ce,
        key: je,
        disabled: lt,
        title: ut
      };
    });
  }, [ne, x, te]), ae = an(A, {
    value: z
  }), oe = k(ae, 2), ue = oe[0], de = oe[1], fe = l.useMemo(function() {
    var ge, ie = Z && ue === null ? [] : ue, se = K(ie);
    return r === "combobox" && Bw((ge = se[0]) === null || ge === void 0 ? void 0 : ge.value) ? [] : se;
  }, [ue, K, r, Z]), ve = zE(fe, te), ye = k(ve, 2), me = ye[0], Fe = ye[1], He = l.useMemo(function() {
    if (!r && me.length === 1) {
      var ge = me[0];
      if (ge.value === null && (ge.label === null || ge.label === void 0))
        return [];
    }
    return me.map(function(ie) {
      var se;
      return j(j({}, ie), {}, {
        label: (se = typeof _ == "function" ? _(ie) : ie.label) !== null && se !== void 0 ? se : ie.value
      });
    });
  }, [r, me, _]), Xe = l.useMemo(function() {
    return new Set(me.map(function(ge) {
      return ge.value;
    }));
  }, [me]);
  l.useEffect(function() {
    if (r === "combobox") {
      var ge, ie = (ge = me[0]) === null || ge === void 0 ? void 0 : ge.value;
      J(Lw(ie) ? String(ie) : "");
    }
  }, [me]);
  var qe = tf(function(ge, ie) {
    var se = ie ?? ge;
    return N(N({}, ne.value, ge), ne.label, se);
  }), Pe = l.useMemo(function() {
    if (r !== "tags")
      return Q;
    var ge = $e(Q), ie = function(Ce) {
      return te.has(Ce);
    };
    return $e(me).sort(function(se, Ce) {
      return se.value < Ce.value ? -1 : 1;
    }).forEach(function(se) {
      var Ce = se.value;
      ie(Ce) || ge.push(qe(Ce, se.label));
    }), ge;
  }, [qe, Q, te, me, r]), Ue = AE(Pe, ne, ce, q, S), Re = l.useMemo(function() {
    return r !== "tags" || !ce || Ue.some(function(ge) {
      return ge[S || "value"] === ce;
    }) || Ue.some(function(ge) {
      return ge[ne.value] === ce;
    }) ? Ue : [qe(ce)].concat($e(Ue));
  }, [qe, S, r, Ue, ce, ne]), Ve = function ge(ie) {
    var se = $e(ie).sort(function(Ce, _e) {
      return b(Ce, _e, {
        searchValue: ce
      });
    });
    return se.map(function(Ce) {
      return Array.isArray(Ce.options) ? j(j({}, Ce), {}, {
        options: Ce.options.length > 0 ? ge(Ce.options) : Ce.options
      }) : Ce;
    });
  }, Te = l.useMemo(function() {
    return b ? Ve(Re) : Re;
  }, [Re, b, ce]), be = l.useMemo(function() {
    return sE(Te, {
      fieldNames: ne,
      childrenAsData: U
    });
  }, [Te, ne, U]), Ne = function(ie) {
    var se = K(ie);
    if (de(se), B && // Trigger event only when value changed
    (se.length !== me.length || se.some(function(je, lt) {
      var ut;
      return ((ut = me[lt]) === null || ut === void 0 ? void 0 : ut.value) !== je?.value;
    }))) {
      var Ce = W ? se : se.map(function(je) {
        return je.value;
      }), _e = se.map(function(je) {
        return Hs(Fe(je.value));
      });
      B(
        // Value
        Z ? Ce : Ce[0],
        // Option
        Z ? _e : _e[0]
      );
    }
  }, he = l.useState(null), Ee = k(he, 2), tt = Ee[0], Ke = Ee[1], pt = l.useState(0), wt = k(pt, 2), Dt = wt[0], Ft = wt[1], ht = w !== void 0 ? w : r !== "combobox", it = l.useCallback(function(ge, ie) {
    var se = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : {}, Ce = se.source, _e = Ce === void 0 ? "keyboard" : Ce;
    Ft(ie), i && r === "combobox" && ge !== null && _e === "keyboard" && Ke(String(ge));
  }, [i, r]), Ye = function(ie, se, Ce) {
    var _e = function() {
      var yt, Ot = Fe(ie);
      return [W ? {
        label: Ot?.[ne.label],
        value: ie,
        key: (yt = Ot?.key) !== null && yt !== void 0 ? yt : ie
      } : ie, Hs(Ot)];
    };
    if (se && g) {
      var je = _e(), lt = k(je, 2), ut = lt[0], et = lt[1];
      g(ut, et);
    } else if (!se && p && Ce !== "clear") {
      var dt = _e(), zt = k(dt, 2), jt = zt[0], At = zt[1];
      p(jt, At);
    }
  }, bt = tf(function(ge, ie) {
    var se, Ce = Z ? ie.selected : !0;
    Ce ? se = Z ? [].concat($e(me), [ge]) : [ge] : se = me.filter(function(_e) {
      return _e.value !== ge;
    }), Ne(se), Ye(ge, Ce), r === "combobox" ? Ke("") : (!Vs || m) && (J(""), Ke(""));
  }), vt = function(ie, se) {
    Ne(ie);
    var Ce = se.type, _e = se.values;
    (Ce === "remove" || Ce === "clear") && _e.forEach(function(je) {
      Ye(je.value, !1, Ce);
    });
  }, Ae = function(ie, se) {
    if (J(ie), Ke(null), se.source === "submit") {
      var Ce = (ie || "").trim();
      if (Ce) {
        var _e = Array.from(new Set([].concat($e(Xe), [Ce])));
        Ne(_e), Ye(Ce, !0), J("");
      }
      return;
    }
    se.source !== "blur" && (r === "combobox" && Ne(ie), d?.(ie));
  }, Ze = function(ie) {
    var se = ie;
    r !== "tags" && (se = ie.map(function(_e) {
      var je = ee.get(_e);
      return je?.value;
    }).filter(function(_e) {
      return _e !== void 0;
    }));
    var Ce = Array.from(new Set([].concat($e(Xe), $e(se))));
    Ne(Ce), Ce.forEach(function(_e) {
      Ye(_e, !0);
    });
  }, We = l.useMemo(function() {
    var ge = I !== !1 && v !== !1;
    return j(j({}, Y), {}, {
      flattenOptions: be,
      onActiveValue: it,
      defaultActiveFirstOption: ht,
      onSelect: bt,
      menuItemSelectedIcon: O,
      rawValues: Xe,
      fieldNames: ne,
      virtual: ge,
      direction: M,
      listHeight: R,
      listItemHeight: L,
      childrenAsData: U,
      maxCount: G,
      optionRender: C
    });
  }, [G, Y, be, it, ht, bt, O, Xe, ne, I, v, M, R, L, U, C]);
  return /* @__PURE__ */ l.createElement(Mc.Provider, {
    value: We
  }, /* @__PURE__ */ l.createElement(mE, pe({}, F, {
    // >>> MISC
    id: X,
    prefixCls: a,
    ref: t,
    omitDomProps: kE,
    mode: r,
    displayValues: He,
    onDisplayValuesChange: vt,
    direction: M,
    searchValue: ce,
    onSearch: Ae,
    autoClearSearchValue: m,
    onSearchSplit: Ze,
    dropdownMatchSelectWidth: v,
    OptionList: jE,
    emptyOptions: !be.length,
    activeValue: tt,
    activeDescendantId: "".concat(X, "_list_").concat(Dt)
  })));
}), _c = qE;
_c.Option = Nc;
_c.OptGroup = Tc;
function $g(e, t, n) {
  return V({
    [`${e}-status-success`]: t === "success",
    [`${e}-status-warning`]: t === "warning",
    [`${e}-status-error`]: t === "error",
    [`${e}-status-validating`]: t === "validating",
    [`${e}-has-feedback`]: n
  });
}
const xg = (e, t) => t || e, KE = () => {
  const [, e] = vn(), [t] = ir("Empty"), r = new It(e.colorBgBase).toHsl().l < 0.5 ? {
    opacity: 0.65
  } : {};
  return /* @__PURE__ */ l.createElement("svg", {
    style: r,
    width: "184",
    height: "152",
    viewBox: "0 0 184 152",
    xmlns: "http://www.w3.org/2000/svg"
  }, /* @__PURE__ */ l.createElement("title", null, t?.description || "Empty"), /* @__PURE__ */ l.createElement("g", {
    fill: "none",
    fillRule: "evenodd"
  }, /* @__PURE__ */ l.createElement("g", {
    transform: "translate(24 31.67)"
  }, /* @__PURE__ */ l.createElement("ellipse", {
    fillOpacity: ".8",
    fill: "#F5F5F7",
    cx: "67.797",
    cy: "106.89",
    rx: "67.797",
    ry: "12.668"
  }), /* @__PURE__ */ l.createElement("path", {
    d: "M122.034 69.674L98.109 40.229c-1.148-1.386-2.826-2.225-4.593-2.225h-51.44c-1.766 0-3.444.839-4.592 2.225L13.56 69.674v15.383h108.475V69.674z",
    fill: "#AEB8C2"
  }), /* @__PURE__ */ l.createElement("path", {
    d: "M101.537 86.214L80.63 61.102c-1.001-1.207-2.507-1.867-4.048-1.867H31.724c-1.54 0-3.047.66-4.048 1.867L6.769 86.214v13.792h94.768V86.214z",
    fill: "url(#linearGradient-1)",
    transform: "translate(13.56)"
  }), /* @__PURE__ */ l.createElement("path", {
    d: "M33.83 0h67.933a4 4 0 0 1 4 4v93.344a4 4 0 0 1-4 4H33.83a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z",
    fill: "#F5F5F7"
  }), /* @__PURE__ */ l.createElement("path", {
    d: "M42.678 9.953h50.237a2 2 0 0 1 2 2V36.91a2 2 0 0 1-2 2H42.678a2 2 0 0 1-2-2V11.953a2 2 0 0 1 2-2zM42.94 49.767h49.713a2.262 2.262 0 1 1 0 4.524H42.94a2.262 2.262 0 0 1 0-4.524zM42.94 61.53h49.713a2.262 2.262 0 1 1 0 4.525H42.94a2.262 2.262 0 0 1 0-4.525zM121.813 105.032c-.775 3.071-3.497 5.36-6.735 5.36H20.515c-3.238 0-5.96-2.29-6.734-5.36a7.309 7.309 0 0 1-.222-1.79V69.675h26.318c2.907 0 5.25 2.448 5.25 5.42v.04c0 2.971 2.37 5.37 5.277 5.37h34.785c2.907 0 5.277-2.421 5.277-5.393V75.1c0-2.972 2.343-5.426 5.25-5.426h26.318v33.569c0 .617-.077 1.216-.221 1.789z",
    fill: "#DCE0E6"
  })), /* @__PURE__ */ l.createElement("path", {
    d: "M149.121 33.292l-6.83 2.65a1 1 0 0 1-1.317-1.23l1.937-6.207c-2.589-2.944-4.109-6.534-4.109-10.408C138.802 8.102 148.92 0 161.402 0 173.881 0 184 8.102 184 18.097c0 9.995-10.118 18.097-22.599 18.097-4.528 0-8.744-1.066-12.28-2.902z",
    fill: "#DCE0E6"
  }), /* @__PURE__ */ l.createElement("g", {
    transform: "translate(149.65 15.383)",
    fill: "#FFF"
  }, /* @__PURE__ */ l.createElement("ellipse", {
    cx: "20.654",
    cy: "3.167",
    rx: "2.849",
    ry: "2.815"
  }), /* @__PURE__ */ l.createElement("path", {
    d: "M5.698 5.63H0L2.898.704zM9.259.704h4.985V5.63H9.259z"
  }))));
}, XE = () => {
  const [, e] = vn(), [t] = ir("Empty"), {
    colorFill: n,
    colorFillTertiary: r,
    colorFillQuaternary: o,
    colorBgContainer: a
  } = e, {
    borderColor: i,
    shadowColor: s,
    contentColor: c
  } = wn(() => ({
    borderColor: new It(n).onBackground(a).toHexString(),
    shadowColor: new It(r).onBackground(a).toHexString(),
    contentColor: new It(o).onBackground(a).toHexString()
  }), [n, r, o, a]);
  return /* @__PURE__ */ l.createElement("svg", {
    width: "64",
    height: "41",
    viewBox: "0 0 64 41",
    xmlns: "http://www.w3.org/2000/svg"
  }, /* @__PURE__ */ l.createElement("title", null, t?.description || "Empty"), /* @__PURE__ */ l.createElement("g", {
    transform: "translate(0 1)",
    fill: "none",
    fillRule: "evenodd"
  }, /* @__PURE__ */ l.createElement("ellipse", {
    fill: s,
    cx: "32",
    cy: "33",
    rx: "32",
    ry: "7"
  }), /* @__PURE__ */ l.createElement("g", {
    fillRule: "nonzero",
    stroke: i
  }, /* @__PURE__ */ l.createElement("path", {
    d: "M55 12.76L44.854 1.258C44.367.474 43.656 0 42.907 0H21.093c-.749 0-1.46.474-1.947 1.257L9 12.761V22h46v-9.24z"
  }), /* @__PURE__ */ l.createElement("path", {
    d: "M41.613 15.931c0-1.605.994-2.93 2.227-2.931H55v18.137C55 33.26 53.68 35 52.05 35h-40.1C10.32 35 9 33.259 9 31.137V13h11.16c1.233 0 2.227 1.323 2.227 2.928v.022c0 1.605 1.005 2.901 2.237 2.901h14.752c1.232 0 2.237-1.308 2.237-2.913v-.007z",
    fill: c
  }))));
}, YE = (e) => {
  const {
    componentCls: t,
    margin: n,
    marginXS: r,
    marginXL: o,
    fontSize: a,
    lineHeight: i
  } = e;
  return {
    [t]: {
      marginInline: r,
      fontSize: a,
      lineHeight: i,
      textAlign: "center",
      // 原来 &-image 没有父子结构，现在为了外层承担我们的 hashId，改成父子结构
      [`${t}-image`]: {
        height: e.emptyImgHeight,
        marginBottom: r,
        opacity: e.opacityImage,
        img: {
          height: "100%"
        },
        svg: {
          maxWidth: "100%",
          height: "100%",
          margin: "auto"
        }
      },
      [`${t}-description`]: {
        color: e.colorTextDescription
      },
      // 原来 &-footer 没有父子结构，现在为了外层承担我们的 hashId，改成父子结构
      [`${t}-footer`]: {
        marginTop: n
      },
      "&-normal": {
        marginBlock: o,
        color: e.colorTextDescription,
        [`${t}-description`]: {
          color: e.colorTextDescription
        },
        [`${t}-image`]: {
          height: e.emptyImgHeightMD
        }
      },
      "&-small": {
        marginBlock: r,
        color: e.colorTextDescription,
        [`${t}-image`]: {
          height: e.emptyImgHeightSM
        }
      }
    }
  };
}, ZE = Lt("Empty", (e) => {
  const {
    componentCls: t,
    controlHeightLG: n,
    calc: r
  } = e, o = xt(e, {
    emptyImgCls: `${t}-img`,
    emptyImgHeight: r(n).mul(2.5).equal(),
    emptyImgHeightMD: n,
    emptyImgHeightSM: r(n).mul(0.875).equal()
  });
  return YE(o);
});
var QE = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const wg = /* @__PURE__ */ l.createElement(KE, null), Eg = /* @__PURE__ */ l.createElement(XE, null), Dn = (e) => {
  var t;
  const {
    className: n,
    rootClassName: r,
    prefixCls: o,
    image: a,
    description: i,
    children: s,
    imageStyle: c,
    style: u,
    classNames: d,
    styles: f
  } = e, m = QE(e, ["className", "rootClassName", "prefixCls", "image", "description", "children", "imageStyle", "style", "classNames", "styles"]), {
    getPrefixCls: g,
    direction: p,
    className: h,
    style: v,
    classNames: y,
    styles: b,
    image: S
  } = Gn("empty"), x = g("empty", o), [$, C, E] = ZE(x), [w] = ir("Empty"), O = typeof i < "u" ? i : w?.description, I = typeof O == "string" ? O : "empty", M = (t = a ?? S) !== null && t !== void 0 ? t : wg;
  let P = null;
  return typeof M == "string" ? P = /* @__PURE__ */ l.createElement("img", {
    draggable: !1,
    alt: I,
    src: M
  }) : P = M, $(/* @__PURE__ */ l.createElement("div", Object.assign({
    className: V(C, E, x, h, {
      [`${x}-normal`]: M === Eg,
      [`${x}-rtl`]: p === "rtl"
    }, n, r, y.root, d?.root),
    style: Object.assign(Object.assign(Object.assign(Object.assign({}, b.root), v), f?.root), u)
  }, m), /* @__PURE__ */ l.createElement("div", {
    className: V(`${x}-image`, y.image, d?.image),
    style: Object.assign(Object.assign(Object.assign({}, c), b.image), f?.image)
  }, P), O && /* @__PURE__ */ l.createElement("div", {
    className: V(`${x}-description`, y.description, d?.description),
    style: Object.assign(Object.assign({}, b.description), f?.description)
  }, O), s && /* @__PURE__ */ l.createElement("div", {
    className: V(`${x}-footer`, y.footer, d?.footer),
    style: Object.assign(Object.assign({}, b.footer), f?.footer)
  }, s)));
};
Dn.PRESENTED_IMAGE_DEFAULT = wg;
Dn.PRESENTED_IMAGE_SIMPLE = Eg;
const Og = (e) => {
  const {
    componentName: t
  } = e, {
    getPrefixCls: n
  } = Wt(ct), r = n("empty");
  switch (t) {
    case "Table":
    case "List":
      return /* @__PURE__ */ D.createElement(Dn, {
        image: Dn.PRESENTED_IMAGE_SIMPLE
      });
    case "Select":
    case "TreeSelect":
    case "Cascader":
    case "Transfer":
    case "Mentions":
      return /* @__PURE__ */ D.createElement(Dn, {
        image: Dn.PRESENTED_IMAGE_SIMPLE,
        className: `${r}-small`
      });
    /**
     * This type of component should satisfy the nullish coalescing operator(??) on the left-hand side.
     * to let the component itself implement the logic.
     * For example `Table.filter`.
     */
    case "Table.filter":
      return null;
    default:
      return /* @__PURE__ */ D.createElement(Dn, null);
  }
}, jc = (e, t, n) => {
  var r, o;
  const {
    variant: a,
    [e]: i
  } = l.useContext(ct), s = l.useContext(_x), c = i?.variant;
  let u;
  typeof t < "u" ? u = t : n === !1 ? u = "borderless" : u = (o = (r = s ?? c) !== null && r !== void 0 ? r : a) !== null && o !== void 0 ? o : "outlined";
  const d = gb.includes(u);
  return [u, d];
}, JE = (e) => {
  const n = {
    overflow: {
      adjustX: !0,
      adjustY: !0,
      shiftY: !0
    },
    htmlRegion: e === "scroll" ? "scroll" : "visible",
    dynamicInset: !0
  };
  return {
    bottomLeft: Object.assign(Object.assign({}, n), {
      points: ["tl", "bl"],
      offset: [0, 4]
    }),
    bottomRight: Object.assign(Object.assign({}, n), {
      points: ["tr", "br"],
      offset: [0, 4]
    }),
    topLeft: Object.assign(Object.assign({}, n), {
      points: ["bl", "tl"],
      offset: [0, -4]
    }),
    topRight: Object.assign(Object.assign({}, n), {
      points: ["br", "tr"],
      offset: [0, -4]
    })
  };
};
function eO(e, t) {
  return e || JE(t);
}
const nf = (e) => {
  const {
    optionHeight: t,
    optionFontSize: n,
    optionLineHeight: r,
    optionPadding: o
  } = e;
  return {
    position: "relative",
    display: "block",
    minHeight: t,
    padding: o,
    color: e.colorText,
    fontWeight: "normal",
    fontSize: n,
    lineHeight: r,
    boxSizing: "border-box"
  };
}, tO = (e) => {
  const {
    antCls: t,
    componentCls: n
  } = e, r = `${n}-item`, o = `&${t}-slide-up-enter${t}-slide-up-enter-active`, a = `&${t}-slide-up-appear${t}-slide-up-appear-active`, i = `&${t}-slide-up-leave${t}-slide-up-leave-active`, s = `${n}-dropdown-placement-`, c = `${r}-option-selected`;
  return [
    {
      [`${n}-dropdown`]: Object.assign(Object.assign({}, Qt(e)), {
        position: "absolute",
        top: -9999,
        zIndex: e.zIndexPopup,
        boxSizing: "border-box",
        padding: e.paddingXXS,
        overflow: "hidden",
        fontSize: e.fontSize,
        // Fix select render lag of long text in chrome
        // https://github.com/ant-design/ant-design/issues/11456
        // https://github.com/ant-design/ant-design/issues/11843
        fontVariant: "initial",
        backgroundColor: e.colorBgElevated,
        borderRadius: e.borderRadiusLG,
        outline: "none",
        boxShadow: e.boxShadowSecondary,
        [`
          ${o}${s}bottomLeft,
          ${a}${s}bottomLeft
        `]: {
          animationName: Bv
        },
        [`
          ${o}${s}topLeft,
          ${a}${s}topLeft,
          ${o}${s}topRight,
          ${a}${s}topRight
        `]: {
          animationName: Fv
        },
        [`${i}${s}bottomLeft`]: {
          animationName: Dv
        },
        [`
          ${i}${s}topLeft,
          ${i}${s}topRight
        `]: {
          animationName: Hv
        },
        "&-hidden": {
          display: "none"
        },
        [r]: Object.assign(Object.assign({}, nf(e)), {
          cursor: "pointer",
          transition: `background ${e.motionDurationSlow} ease`,
          borderRadius: e.borderRadiusSM,
          // =========== Group ============
          "&-group": {
            color: e.colorTextDescription,
            fontSize: e.fontSizeSM,
            cursor: "default"
          },
          // =========== Option ===========
          "&-option": {
            display: "flex",
            "&-content": Object.assign({
              flex: "auto"
            }, bo),
            "&-state": {
              flex: "none",
              display: "flex",
              alignItems: "center"
            },
            [`&-active:not(${r}-option-disabled)`]: {
              backgroundColor: e.optionActiveBg
            },
            [`&-selected:not(${r}-option-disabled)`]: {
              color: e.optionSelectedColor,
              fontWeight: e.optionSelectedFontWeight,
              backgroundColor: e.optionSelectedBg,
              [`${r}-option-state`]: {
                color: e.colorPrimary
              }
            },
            "&-disabled": {
              [`&${r}-option-selected`]: {
                backgroundColor: e.colorBgContainerDisabled
              },
              color: e.colorTextDisabled,
              cursor: "not-allowed"
            },
            "&-grouped": {
              paddingInlineStart: e.calc(e.controlPaddingHorizontal).mul(2).equal()
            }
          },
          "&-empty": Object.assign(Object.assign({}, nf(e)), {
            color: e.colorTextDisabled
          })
        }),
        // https://github.com/ant-design/ant-design/pull/46646
        [`${c}:has(+ ${c})`]: {
          borderEndStartRadius: 0,
          borderEndEndRadius: 0,
          [`& + ${c}`]: {
            borderStartStartRadius: 0,
            borderStartEndRadius: 0
          }
        },
        // =========================== RTL ===========================
        "&-rtl": {
          direction: "rtl"
        }
      })
    },
    // Follow code may reuse in other components
    li(e, "slide-up"),
    li(e, "slide-down"),
    ld(e, "move-up"),
    ld(e, "move-down")
  ];
}, nO = (e) => {
  const {
    multipleSelectItemHeight: t,
    paddingXXS: n,
    lineWidth: r,
    INTERNAL_FIXED_ITEM_MARGIN: o
  } = e, a = e.max(e.calc(n).sub(r).equal(), 0), i = e.max(e.calc(a).sub(o).equal(), 0);
  return {
    basePadding: a,
    containerPadding: i,
    itemHeight: H(t),
    itemLineHeight: H(e.calc(t).sub(e.calc(e.lineWidth).mul(2)).equal())
  };
}, rO = (e) => {
  const {
    multipleSelectItemHeight: t,
    selectHeight: n,
    lineWidth: r
  } = e;
  return e.calc(n).sub(t).div(2).sub(r).equal();
}, oO = (e) => {
  const {
    componentCls: t,
    iconCls: n,
    borderRadiusSM: r,
    motionDurationSlow: o,
    paddingXS: a,
    multipleItemColorDisabled: i,
    multipleItemBorderColorDisabled: s,
    colorIcon: c,
    colorIconHover: u,
    INTERNAL_FIXED_ITEM_MARGIN: d
  } = e;
  return {
    /**
     * Do not merge `height` & `line-height` under style with `selection` & `search`, since chrome
     * may update to redesign with its align logic.
     */
    // =========================== Overflow ===========================
    [`${t}-selection-overflow`]: {
      position: "relative",
      display: "flex",
      flex: "auto",
      flexWrap: "wrap",
      maxWidth: "100%",
      "&-item": {
        flex: "none",
        alignSelf: "center",
        // https://github.com/ant-design/ant-design/issues/54179
        maxWidth: "calc(100% - 4px)",
        display: "inline-flex"
      },
      // ======================== Selections ==========================
      [`${t}-selection-item`]: {
        display: "flex",
        alignSelf: "center",
        flex: "none",
        boxSizing: "border-box",
        maxWidth: "100%",
        marginBlock: d,
        borderRadius: r,
        cursor: "default",
        transition: `font-size ${o}, line-height ${o}, height ${o}`,
        marginInlineEnd: e.calc(d).mul(2).equal(),
        paddingInlineStart: a,
        paddingInlineEnd: e.calc(a).div(2).equal(),
        [`${t}-disabled&`]: {
          color: i,
          borderColor: s,
          cursor: "not-allowed"
        },
        // It's ok not to do this, but 24px makes bottom narrow in view should adjust
        "&-content": {
          display: "inline-block",
          marginInlineEnd: e.calc(a).div(2).equal(),
          overflow: "hidden",
          whiteSpace: "pre",
          // fix whitespace wrapping. custom tags display all whitespace within.
          textOverflow: "ellipsis"
        },
        "&-remove": Object.assign(Object.assign({}, Ci()), {
          display: "inline-flex",
          alignItems: "center",
          color: c,
          fontWeight: "bold",
          fontSize: 10,
          lineHeight: "inherit",
          cursor: "pointer",
          [`> ${n}`]: {
            verticalAlign: "-0.2em"
          },
          "&:hover": {
            color: u
          }
        })
      }
    }
  };
}, aO = (e, t) => {
  const {
    componentCls: n,
    INTERNAL_FIXED_ITEM_MARGIN: r
  } = e, o = `${n}-selection-overflow`, a = e.multipleSelectItemHeight, i = rO(e), s = t ? `${n}-${t}` : "", c = nO(e);
  return {
    [`${n}-multiple${s}`]: Object.assign(Object.assign({}, oO(e)), {
      // ========================= Selector =========================
      [`${n}-selector`]: {
        display: "flex",
        alignItems: "center",
        width: "100%",
        height: "100%",
        // Multiple is little different that horizontal is follow the vertical
        paddingInline: c.basePadding,
        paddingBlock: c.containerPadding,
        borderRadius: e.borderRadius,
        [`${n}-disabled&`]: {
          background: e.multipleSelectorBgDisabled,
          cursor: "not-allowed"
        },
        "&:after": {
          display: "inline-block",
          width: 0,
          margin: `${H(r)} 0`,
          lineHeight: H(a),
          visibility: "hidden",
          content: '"\\a0"'
        }
      },
      // ======================== Selections ========================
      [`${n}-selection-item`]: {
        height: c.itemHeight,
        lineHeight: H(c.itemLineHeight)
      },
      // ========================== Wrap ===========================
      [`${n}-selection-wrap`]: {
        alignSelf: "flex-start",
        "&:after": {
          lineHeight: H(a),
          marginBlock: r
        }
      },
      // ========================== Input ==========================
      [`${n}-prefix`]: {
        marginInlineStart: e.calc(e.inputPaddingHorizontalBase).sub(c.basePadding).equal()
      },
      [`${o}-item + ${o}-item,
        ${n}-prefix + ${n}-selection-wrap
      `]: {
        [`${n}-selection-search`]: {
          marginInlineStart: 0
        },
        [`${n}-selection-placeholder`]: {
          insetInlineStart: 0
        }
      },
      // https://github.com/ant-design/ant-design/issues/44754
      // Same as `wrap:after`
      [`${o}-item-suffix`]: {
        minHeight: c.itemHeight,
        marginBlock: r
      },
      [`${n}-selection-search`]: {
        display: "inline-flex",
        position: "relative",
        maxWidth: "100%",
        marginInlineStart: e.calc(e.inputPaddingHorizontalBase).sub(i).equal(),
        "\n          &-input,\n          &-mirror\n        ": {
          height: a,
          fontFamily: e.fontFamily,
          lineHeight: H(a),
          transition: `all ${e.motionDurationSlow}`
        },
        "&-input": {
          width: "100%",
          minWidth: 4.1
          // fix search cursor missing
        },
        "&-mirror": {
          position: "absolute",
          top: 0,
          insetInlineStart: 0,
          insetInlineEnd: "auto",
          zIndex: 999,
          whiteSpace: "pre",
          // fix whitespace wrapping caused width calculation bug
          visibility: "hidden"
        }
      },
      // ======================= Placeholder =======================
      [`${n}-selection-placeholder`]: {
        position: "absolute",
        top: "50%",
        insetInlineStart: e.calc(e.inputPaddingHorizontalBase).sub(c.basePadding).equal(),
        insetInlineEnd: e.inputPaddingHorizontalBase,
        transform: "translateY(-50%)",
        transition: `all ${e.motionDurationSlow}`
      }
    })
  };
};
function Ol(e, t) {
  const {
    componentCls: n
  } = e, r = t ? `${n}-${t}` : "", o = {
    [`${n}-multiple${r}`]: {
      fontSize: e.fontSize,
      // ========================= Selector =========================
      [`${n}-selector`]: {
        [`${n}-show-search&`]: {
          cursor: "text"
        }
      },
      [`
        &${n}-show-arrow ${n}-selector,
        &${n}-allow-clear ${n}-selector
      `]: {
        paddingInlineEnd: e.calc(e.fontSizeIcon).add(e.controlPaddingHorizontal).equal()
      }
    }
  };
  return [aO(e, t), o];
}
const iO = (e) => {
  const {
    componentCls: t
  } = e, n = xt(e, {
    selectHeight: e.controlHeightSM,
    multipleSelectItemHeight: e.multipleItemHeightSM,
    borderRadius: e.borderRadiusSM,
    borderRadiusSM: e.borderRadiusXS
  }), r = xt(e, {
    fontSize: e.fontSizeLG,
    selectHeight: e.controlHeightLG,
    multipleSelectItemHeight: e.multipleItemHeightLG,
    borderRadius: e.borderRadiusLG,
    borderRadiusSM: e.borderRadius
  });
  return [
    Ol(e),
    // ======================== Small ========================
    Ol(n, "sm"),
    // Padding
    {
      [`${t}-multiple${t}-sm`]: {
        [`${t}-selection-placeholder`]: {
          insetInline: e.calc(e.controlPaddingHorizontalSM).sub(e.lineWidth).equal()
        },
        // https://github.com/ant-design/ant-design/issues/29559
        [`${t}-selection-search`]: {
          marginInlineStart: 2
          // Magic Number
        }
      }
    },
    // ======================== Large ========================
    Ol(r, "lg")
  ];
};
function Il(e, t) {
  const {
    componentCls: n,
    inputPaddingHorizontalBase: r,
    borderRadius: o
  } = e, a = e.calc(e.controlHeight).sub(e.calc(e.lineWidth).mul(2)).equal(), i = t ? `${n}-${t}` : "";
  return {
    [`${n}-single${i}`]: {
      fontSize: e.fontSize,
      height: e.controlHeight,
      // ========================= Selector =========================
      [`${n}-selector`]: Object.assign(Object.assign({}, Qt(e, !0)), {
        display: "flex",
        borderRadius: o,
        flex: "1 1 auto",
        [`${n}-selection-wrap:after`]: {
          lineHeight: H(a)
        },
        [`${n}-selection-search`]: {
          position: "absolute",
          inset: 0,
          width: "100%",
          "&-input": {
            width: "100%",
            WebkitAppearance: "textfield"
          }
        },
        [`
          ${n}-selection-item,
          ${n}-selection-placeholder
        `]: {
          display: "block",
          padding: 0,
          lineHeight: H(a),
          transition: `all ${e.motionDurationSlow}, visibility 0s`,
          alignSelf: "center"
        },
        [`${n}-selection-placeholder`]: {
          transition: "none",
          pointerEvents: "none"
        },
        // For common baseline align
        [[
          "&:after",
          /* For '' value baseline align */
          `${n}-selection-item:empty:after`,
          /* For undefined value baseline align */
          `${n}-selection-placeholder:empty:after`
        ].join(",")]: {
          display: "inline-block",
          width: 0,
          visibility: "hidden",
          content: '"\\a0"'
        }
      }),
      [`
        &${n}-show-arrow ${n}-selection-item,
        &${n}-show-arrow ${n}-selection-search,
        &${n}-show-arrow ${n}-selection-placeholder
      `]: {
        paddingInlineEnd: e.showArrowPaddingInlineEnd
      },
      // Opacity selection if open
      [`&${n}-open ${n}-selection-item`]: {
        color: e.colorTextPlaceholder
      },
      // ========================== Input ==========================
      // We only change the style of non-customize input which is only support by `combobox` mode.
      // Not customize
      [`&:not(${n}-customize-input)`]: {
        [`${n}-selector`]: {
          width: "100%",
          height: "100%",
          alignItems: "center",
          padding: `0 ${H(r)}`,
          [`${n}-selection-search-input`]: {
            height: a,
            fontSize: e.fontSize
          },
          "&:after": {
            lineHeight: H(a)
          }
        }
      },
      [`&${n}-customize-input`]: {
        [`${n}-selector`]: {
          "&:after": {
            display: "none"
          },
          [`${n}-selection-search`]: {
            position: "static",
            width: "100%"
          },
          [`${n}-selection-placeholder`]: {
            position: "absolute",
            insetInlineStart: 0,
            insetInlineEnd: 0,
            padding: `0 ${H(r)}`,
            "&:after": {
              display: "none"
            }
          }
        }
      }
    }
  };
}
function lO(e) {
  const {
    componentCls: t
  } = e, n = e.calc(e.controlPaddingHorizontalSM).sub(e.lineWidth).equal();
  return [
    Il(e),
    // ======================== Small ========================
    // Shared
    Il(xt(e, {
      controlHeight: e.controlHeightSM,
      borderRadius: e.borderRadiusSM
    }), "sm"),
    // padding
    {
      [`${t}-single${t}-sm`]: {
        [`&:not(${t}-customize-input)`]: {
          [`${t}-selector`]: {
            padding: `0 ${H(n)}`
          },
          // With arrow should provides `padding-right` to show the arrow
          [`&${t}-show-arrow ${t}-selection-search`]: {
            insetInlineEnd: e.calc(n).add(e.calc(e.fontSize).mul(1.5)).equal()
          },
          [`
            &${t}-show-arrow ${t}-selection-item,
            &${t}-show-arrow ${t}-selection-placeholder
          `]: {
            paddingInlineEnd: e.calc(e.fontSize).mul(1.5).equal()
          }
        }
      }
    },
    // ======================== Large ========================
    // Shared
    Il(xt(e, {
      controlHeight: e.singleItemHeightLG,
      fontSize: e.fontSizeLG,
      borderRadius: e.borderRadiusLG
    }), "lg")
  ];
}
const sO = (e) => {
  const {
    fontSize: t,
    lineHeight: n,
    lineWidth: r,
    controlHeight: o,
    controlHeightSM: a,
    controlHeightLG: i,
    paddingXXS: s,
    controlPaddingHorizontal: c,
    zIndexPopupBase: u,
    colorText: d,
    fontWeightStrong: f,
    controlItemBgActive: m,
    controlItemBgHover: g,
    colorBgContainer: p,
    colorFillSecondary: h,
    colorBgContainerDisabled: v,
    colorTextDisabled: y,
    colorPrimaryHover: b,
    colorPrimary: S,
    controlOutline: x
  } = e, $ = s * 2, C = r * 2, E = Math.min(o - $, o - C), w = Math.min(a - $, a - C), O = Math.min(i - $, i - C);
  return {
    INTERNAL_FIXED_ITEM_MARGIN: Math.floor(s / 2),
    zIndexPopup: u + 50,
    optionSelectedColor: d,
    optionSelectedFontWeight: f,
    optionSelectedBg: m,
    optionActiveBg: g,
    optionPadding: `${(o - t * n) / 2}px ${c}px`,
    optionFontSize: t,
    optionLineHeight: n,
    optionHeight: o,
    selectorBg: p,
    clearBg: p,
    singleItemHeightLG: i,
    multipleItemBg: h,
    multipleItemBorderColor: "transparent",
    multipleItemHeight: E,
    multipleItemHeightSM: w,
    multipleItemHeightLG: O,
    multipleSelectorBgDisabled: v,
    multipleItemColorDisabled: y,
    multipleItemBorderColorDisabled: "transparent",
    showArrowPaddingInlineEnd: Math.ceil(e.fontSize * 1.25),
    hoverBorderColor: b,
    activeBorderColor: S,
    activeOutlineColor: x,
    selectAffixPadding: s
  };
}, Ig = (e, t) => {
  const {
    componentCls: n,
    antCls: r,
    controlOutlineWidth: o
  } = e;
  return {
    [`&:not(${n}-customize-input) ${n}-selector`]: {
      border: `${H(e.lineWidth)} ${e.lineType} ${t.borderColor}`,
      background: e.selectorBg
    },
    [`&:not(${n}-disabled):not(${n}-customize-input):not(${r}-pagination-size-changer)`]: {
      [`&:hover ${n}-selector`]: {
        borderColor: t.hoverBorderHover
      },
      [`${n}-focused& ${n}-selector`]: {
        borderColor: t.activeBorderColor,
        boxShadow: `0 0 0 ${H(o)} ${t.activeOutlineColor}`,
        outline: 0
      },
      [`${n}-prefix`]: {
        color: t.color
      }
    }
  };
}, rf = (e, t) => ({
  [`&${e.componentCls}-status-${t.status}`]: Object.assign({}, Ig(e, t))
}), cO = (e) => ({
  "&-outlined": Object.assign(Object.assign(Object.assign(Object.assign({}, Ig(e, {
    borderColor: e.colorBorder,
    hoverBorderHover: e.hoverBorderColor,
    activeBorderColor: e.activeBorderColor,
    activeOutlineColor: e.activeOutlineColor,
    color: e.colorText
  })), rf(e, {
    status: "error",
    borderColor: e.colorError,
    hoverBorderHover: e.colorErrorHover,
    activeBorderColor: e.colorError,
    activeOutlineColor: e.colorErrorOutline,
    color: e.colorError
  })), rf(e, {
    status: "warning",
    borderColor: e.colorWarning,
    hoverBorderHover: e.colorWarningHover,
    activeBorderColor: e.colorWarning,
    activeOutlineColor: e.colorWarningOutline,
    color: e.colorWarning
  })), {
    [`&${e.componentCls}-disabled`]: {
      [`&:not(${e.componentCls}-customize-input) ${e.componentCls}-selector`]: {
        background: e.colorBgContainerDisabled,
        color: e.colorTextDisabled
      }
    },
    [`&${e.componentCls}-multiple ${e.componentCls}-selection-item`]: {
      background: e.multipleItemBg,
      border: `${H(e.lineWidth)} ${e.lineType} ${e.multipleItemBorderColor}`
    }
  })
}), Pg = (e, t) => {
  const {
    componentCls: n,
    antCls: r
  } = e;
  return {
    [`&:not(${n}-customize-input) ${n}-selector`]: {
      background: t.bg,
      border: `${H(e.lineWidth)} ${e.lineType} transparent`,
      color: t.color
    },
    [`&:not(${n}-disabled):not(${n}-customize-input):not(${r}-pagination-size-changer)`]: {
      [`&:hover ${n}-selector`]: {
        background: t.hoverBg
      },
      [`${n}-focused& ${n}-selector`]: {
        background: e.selectorBg,
        borderColor: t.activeBorderColor,
        outline: 0
      }
    }
  };
}, of = (e, t) => ({
  [`&${e.componentCls}-status-${t.status}`]: Object.assign({}, Pg(e, t))
}), uO = (e) => ({
  "&-filled": Object.assign(Object.assign(Object.assign(Object.assign({}, Pg(e, {
    bg: e.colorFillTertiary,
    hoverBg: e.colorFillSecondary,
    activeBorderColor: e.activeBorderColor,
    color: e.colorText
  })), of(e, {
    status: "error",
    bg: e.colorErrorBg,
    hoverBg: e.colorErrorBgHover,
    activeBorderColor: e.colorError,
    color: e.colorError
  })), of(e, {
    status: "warning",
    bg: e.colorWarningBg,
    hoverBg: e.colorWarningBgHover,
    activeBorderColor: e.colorWarning,
    color: e.colorWarning
  })), {
    [`&${e.componentCls}-disabled`]: {
      [`&:not(${e.componentCls}-customize-input) ${e.componentCls}-selector`]: {
        borderColor: e.colorBorder,
        background: e.colorBgContainerDisabled,
        color: e.colorTextDisabled
      }
    },
    [`&${e.componentCls}-multiple ${e.componentCls}-selection-item`]: {
      background: e.colorBgContainer,
      border: `${H(e.lineWidth)} ${e.lineType} ${e.colorSplit}`
    }
  })
}), dO = (e) => ({
  "&-borderless": {
    [`${e.componentCls}-selector`]: {
      background: "transparent",
      border: `${H(e.lineWidth)} ${e.lineType} transparent`
    },
    [`&${e.componentCls}-disabled`]: {
      [`&:not(${e.componentCls}-customize-input) ${e.componentCls}-selector`]: {
        color: e.colorTextDisabled
      }
    },
    [`&${e.componentCls}-multiple ${e.componentCls}-selection-item`]: {
      background: e.multipleItemBg,
      border: `${H(e.lineWidth)} ${e.lineType} ${e.multipleItemBorderColor}`
    },
    // Status
    [`&${e.componentCls}-status-error`]: {
      [`${e.componentCls}-prefix, ${e.componentCls}-selection-item`]: {
        color: e.colorError
      }
    },
    [`&${e.componentCls}-status-warning`]: {
      [`${e.componentCls}-prefix, ${e.componentCls}-selection-item`]: {
        color: e.colorWarning
      }
    }
  }
}), Rg = (e, t) => {
  const {
    componentCls: n,
    antCls: r
  } = e;
  return {
    [`&:not(${n}-customize-input) ${n}-selector`]: {
      borderWidth: `${H(e.lineWidth)} 0`,
      borderStyle: `${e.lineType} none`,
      borderColor: `transparent transparent ${t.borderColor} transparent`,
      background: e.selectorBg,
      borderRadius: 0
    },
    [`&:not(${n}-disabled):not(${n}-customize-input):not(${r}-pagination-size-changer)`]: {
      [`&:hover ${n}-selector`]: {
        borderColor: `transparent transparent ${t.hoverBorderHover} transparent`
      },
      [`${n}-focused& ${n}-selector`]: {
        borderColor: `transparent transparent ${t.activeBorderColor} transparent`,
        outline: 0
      },
      [`${n}-prefix`]: {
        color: t.color
      }
    }
  };
}, af = (e, t) => ({
  [`&${e.componentCls}-status-${t.status}`]: Object.assign({}, Rg(e, t))
}), fO = (e) => ({
  "&-underlined": Object.assign(Object.assign(Object.assign(Object.assign({}, Rg(e, {
    borderColor: e.colorBorder,
    hoverBorderHover: e.hoverBorderColor,
    activeBorderColor: e.activeBorderColor,
    activeOutlineColor: e.activeOutlineColor,
    color: e.colorText
  })), af(e, {
    status: "error",
    borderColor: e.colorError,
    hoverBorderHover: e.colorErrorHover,
    activeBorderColor: e.colorError,
    activeOutlineColor: e.colorErrorOutline,
    color: e.colorError
  })), af(e, {
    status: "warning",
    borderColor: e.colorWarning,
    hoverBorderHover: e.colorWarningHover,
    activeBorderColor: e.colorWarning,
    activeOutlineColor: e.colorWarningOutline,
    color: e.colorWarning
  })), {
    [`&${e.componentCls}-disabled`]: {
      [`&:not(${e.componentCls}-customize-input) ${e.componentCls}-selector`]: {
        color: e.colorTextDisabled
      }
    },
    [`&${e.componentCls}-multiple ${e.componentCls}-selection-item`]: {
      background: e.multipleItemBg,
      border: `${H(e.lineWidth)} ${e.lineType} ${e.multipleItemBorderColor}`
    }
  })
}), mO = (e) => ({
  [e.componentCls]: Object.assign(Object.assign(Object.assign(Object.assign({}, cO(e)), uO(e)), dO(e)), fO(e))
}), vO = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    position: "relative",
    transition: `all ${e.motionDurationMid} ${e.motionEaseInOut}`,
    input: {
      cursor: "pointer"
    },
    [`${t}-show-search&`]: {
      cursor: "text",
      input: {
        cursor: "auto",
        color: "inherit",
        height: "100%"
      }
    },
    [`${t}-disabled&`]: {
      cursor: "not-allowed",
      input: {
        cursor: "not-allowed"
      }
    }
  };
}, gO = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`${t}-selection-search-input`]: {
      margin: 0,
      padding: 0,
      background: "transparent",
      border: "none",
      outline: "none",
      appearance: "none",
      fontFamily: "inherit",
      "&::-webkit-search-cancel-button": {
        display: "none",
        appearance: "none"
      }
    }
  };
}, pO = (e) => {
  const {
    antCls: t,
    componentCls: n,
    inputPaddingHorizontalBase: r,
    iconCls: o
  } = e, a = {
    [`${n}-clear`]: {
      opacity: 1,
      background: e.colorBgBase,
      borderRadius: "50%"
    }
  };
  return {
    [n]: Object.assign(Object.assign({}, Qt(e)), {
      position: "relative",
      display: "inline-flex",
      cursor: "pointer",
      [`&:not(${n}-customize-input) ${n}-selector`]: Object.assign(Object.assign({}, vO(e)), gO(e)),
      // ======================== Selection ========================
      [`${n}-selection-item`]: Object.assign(Object.assign({
        flex: 1,
        fontWeight: "normal",
        position: "relative",
        userSelect: "none"
      }, bo), {
        // https://github.com/ant-design/ant-design/issues/40421
        [`> ${t}-typography`]: {
          display: "inline"
        }
      }),
      // ======================= Placeholder =======================
      [`${n}-selection-placeholder`]: Object.assign(Object.assign({}, bo), {
        flex: 1,
        color: e.colorTextPlaceholder,
        pointerEvents: "none"
      }),
      // ========================== Arrow ==========================
      [`${n}-arrow`]: Object.assign(Object.assign({}, Ci()), {
        position: "absolute",
        top: "50%",
        insetInlineStart: "auto",
        insetInlineEnd: r,
        height: e.fontSizeIcon,
        marginTop: e.calc(e.fontSizeIcon).mul(-1).div(2).equal(),
        color: e.colorTextQuaternary,
        fontSize: e.fontSizeIcon,
        lineHeight: 1,
        textAlign: "center",
        pointerEvents: "none",
        display: "flex",
        alignItems: "center",
        transition: `opacity ${e.motionDurationSlow} ease`,
        [o]: {
          verticalAlign: "top",
          transition: `transform ${e.motionDurationSlow}`,
          "> svg": {
            verticalAlign: "top"
          },
          [`&:not(${n}-suffix)`]: {
            pointerEvents: "auto"
          }
        },
        [`${n}-disabled &`]: {
          cursor: "not-allowed"
        },
        "> *:not(:last-child)": {
          marginInlineEnd: 8
          // FIXME: magic
        }
      }),
      // ========================== Wrap ===========================
      [`${n}-selection-wrap`]: {
        display: "flex",
        width: "100%",
        position: "relative",
        minWidth: 0,
        // https://github.com/ant-design/ant-design/issues/51669
        "&:after": {
          content: '"\\a0"',
          width: 0,
          overflow: "hidden"
        }
      },
      // ========================= Prefix ==========================
      [`${n}-prefix`]: {
        flex: "none",
        marginInlineEnd: e.selectAffixPadding
      },
      // ========================== Clear ==========================
      [`${n}-clear`]: {
        position: "absolute",
        top: "50%",
        insetInlineStart: "auto",
        insetInlineEnd: r,
        zIndex: 1,
        display: "inline-block",
        width: e.fontSizeIcon,
        height: e.fontSizeIcon,
        marginTop: e.calc(e.fontSizeIcon).mul(-1).div(2).equal(),
        color: e.colorTextQuaternary,
        fontSize: e.fontSizeIcon,
        fontStyle: "normal",
        lineHeight: 1,
        textAlign: "center",
        textTransform: "none",
        cursor: "pointer",
        opacity: 0,
        transition: `color ${e.motionDurationMid} ease, opacity ${e.motionDurationSlow} ease`,
        textRendering: "auto",
        // https://github.com/ant-design/ant-design/issues/54205
        // Force GPU compositing on Safari to prevent flickering on opacity/transform transitions
        transform: "translateZ(0)",
        "&:before": {
          display: "block"
        },
        "&:hover": {
          color: e.colorIcon
        }
      },
      "@media(hover:none)": a,
      "&:hover": a
    }),
    // ========================= Feedback ==========================
    [`${n}-status`]: {
      "&-error, &-warning, &-success, &-validating": {
        [`&${n}-has-feedback`]: {
          [`${n}-clear`]: {
            insetInlineEnd: e.calc(r).add(e.fontSize).add(e.paddingXS).equal()
          }
        }
      }
    }
  };
}, hO = (e) => {
  const {
    componentCls: t
  } = e;
  return [
    {
      [t]: {
        // ==================== In Form ====================
        [`&${t}-in-form-item`]: {
          width: "100%"
        }
      }
    },
    // =====================================================
    // ==                       LTR                       ==
    // =====================================================
    // Base
    pO(e),
    // Single
    lO(e),
    // Multiple
    iO(e),
    // Dropdown
    tO(e),
    // =====================================================
    // ==                       RTL                       ==
    // =====================================================
    {
      [`${t}-rtl`]: {
        direction: "rtl"
      }
    },
    // =====================================================
    // ==             Space Compact                       ==
    // =====================================================
    xc(e, {
      borderElCls: `${t}-selector`,
      focusElCls: `${t}-focused`
    })
  ];
}, bO = Lt("Select", (e, {
  rootPrefixCls: t
}) => {
  const n = xt(e, {
    rootPrefixCls: t,
    inputPaddingHorizontalBase: e.calc(e.paddingSM).sub(1).equal(),
    multipleSelectItemHeight: e.multipleItemHeight,
    selectHeight: e.controlHeight
  });
  return [hO(n), mO(n)];
}, sO, {
  unitless: {
    optionLineHeight: !0,
    optionSelectedFontWeight: !0
  }
});
var yO = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M912 190h-69.9c-9.8 0-19.1 4.5-25.1 12.2L404.7 724.5 207 474a32 32 0 00-25.1-12.2H112c-6.7 0-10.4 7.7-6.3 12.9l273.9 347c12.8 16.2 37.4 16.2 50.3 0l488.4-618.9c4.1-5.1.4-12.8-6.3-12.8z" } }] }, name: "check", theme: "outlined" }, SO = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: yO
  }));
}, zc = /* @__PURE__ */ l.forwardRef(SO), CO = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M884 256h-75c-5.1 0-9.9 2.5-12.9 6.6L512 654.2 227.9 262.6c-3-4.1-7.8-6.6-12.9-6.6h-75c-6.5 0-10.3 7.4-6.5 12.7l352.6 486.1c12.8 17.6 39 17.6 51.7 0l352.6-486.1c3.9-5.3.1-12.7-6.4-12.7z" } }] }, name: "down", theme: "outlined" }, $O = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: CO
  }));
}, xO = /* @__PURE__ */ l.forwardRef($O), wO = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M909.6 854.5L649.9 594.8C690.2 542.7 712 479 712 412c0-80.2-31.3-155.4-87.9-212.1-56.6-56.7-132-87.9-212.1-87.9s-155.5 31.3-212.1 87.9C143.2 256.5 112 331.8 112 412c0 80.1 31.3 155.5 87.9 212.1C256.5 680.8 331.8 712 412 712c67 0 130.6-21.8 182.7-62l259.7 259.6a8.2 8.2 0 0011.6 0l43.6-43.5a8.2 8.2 0 000-11.6zM570.4 570.4C528 612.7 471.8 636 412 636s-116-23.3-158.4-65.6C211.3 528 188 471.8 188 412s23.3-116.1 65.6-158.4C296 211.3 352.2 188 412 188s116.1 23.2 158.4 65.6S636 352.2 636 412s-23.3 116.1-65.6 158.4z" } }] }, name: "search", theme: "outlined" }, EO = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: wO
  }));
}, OO = /* @__PURE__ */ l.forwardRef(EO);
function IO({
  suffixIcon: e,
  clearIcon: t,
  menuItemSelectedIcon: n,
  removeIcon: r,
  loading: o,
  multiple: a,
  hasFeedback: i,
  prefixCls: s,
  showSuffixIcon: c,
  feedbackIcon: u,
  showArrow: d,
  componentName: f
}) {
  const m = t ?? /* @__PURE__ */ l.createElement($r, null), g = (y) => e === null && !i && !d ? null : /* @__PURE__ */ l.createElement(l.Fragment, null, c !== !1 && y, i && u);
  let p = null;
  if (e !== void 0)
    p = g(e);
  else if (o)
    p = g(/* @__PURE__ */ l.createElement(yo, {
      spin: !0
    }));
  else {
    const y = `${s}-suffix`;
    p = ({
      open: b,
      showSearch: S
    }) => g(b && S ? /* @__PURE__ */ l.createElement(OO, {
      className: y
    }) : /* @__PURE__ */ l.createElement(xO, {
      className: y
    }));
  }
  let h = null;
  n !== void 0 ? h = n : a ? h = /* @__PURE__ */ l.createElement(zc, null) : h = null;
  let v = null;
  return r !== void 0 ? v = r : v = /* @__PURE__ */ l.createElement(lr, null), {
    clearIcon: m,
    suffixIcon: p,
    itemIcon: h,
    removeIcon: v
  };
}
function PO(e) {
  return D.useMemo(() => {
    if (e)
      return (...t) => /* @__PURE__ */ D.createElement(Ic, {
        space: !0
      }, e.apply(void 0, t));
  }, [e]);
}
function RO(e, t) {
  return t !== void 0 ? t : e !== null;
}
var MO = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const Mg = "SECRET_COMBOBOX_MODE_DO_NOT_USE", TO = (e, t) => {
  var n, r, o, a, i;
  const {
    prefixCls: s,
    bordered: c,
    className: u,
    rootClassName: d,
    getPopupContainer: f,
    popupClassName: m,
    dropdownClassName: g,
    listHeight: p = 256,
    placement: h,
    listItemHeight: v,
    size: y,
    disabled: b,
    notFoundContent: S,
    status: x,
    builtinPlacements: $,
    dropdownMatchSelectWidth: C,
    popupMatchSelectWidth: E,
    direction: w,
    style: O,
    allowClear: I,
    variant: M,
    dropdownStyle: P,
    transitionName: R,
    tagRender: T,
    maxCount: L,
    prefix: _,
    dropdownRender: z,
    popupRender: A,
    onDropdownVisibleChange: W,
    onOpenChange: B,
    styles: G,
    classNames: F
  } = e, X = MO(e, ["prefixCls", "bordered", "className", "rootClassName", "getPopupContainer", "popupClassName", "dropdownClassName", "listHeight", "placement", "listItemHeight", "size", "disabled", "notFoundContent", "status", "builtinPlacements", "dropdownMatchSelectWidth", "popupMatchSelectWidth", "direction", "style", "allowClear", "variant", "dropdownStyle", "transitionName", "tagRender", "maxCount", "prefix", "dropdownRender", "popupRender", "onDropdownVisibleChange", "onOpenChange", "styles", "classNames"]), {
    getPopupContainer: Z,
    getPrefixCls: U,
    renderEmpty: q,
    direction: ne,
    virtual: le,
    popupMatchSelectWidth: re,
    popupOverflow: ce
  } = l.useContext(ct), {
    showSearch: J,
    style: Y,
    styles: te,
    className: ee,
    classNames: Q
  } = Gn("select"), [, K] = vn(), ae = v ?? K?.controlHeight, oe = U("select", s), ue = U(), de = w ?? ne, {
    compactSize: fe,
    compactItemClassnames: ve
  } = Cc(oe, de), [ye, me] = jc("select", M, c), Fe = Eo(oe), [He, Xe, qe] = bO(oe, Fe), Pe = l.useMemo(() => {
    const {
      mode: Ce
    } = e;
    if (Ce !== "combobox")
      return Ce === Mg ? "combobox" : Ce;
  }, [e.mode]), Ue = Pe === "multiple" || Pe === "tags", Re = RO(e.suffixIcon, e.showArrow), Ve = (n = E ?? C) !== null && n !== void 0 ? n : re, Te = ((r = G?.popup) === null || r === void 0 ? void 0 : r.root) || ((o = te.popup) === null || o === void 0 ? void 0 : o.root) || P, be = PO(A || z), Ne = B || W, {
    status: he,
    hasFeedback: Ee,
    isFormItemInput: tt,
    feedbackIcon: Ke
  } = l.useContext(ci), pt = xg(he, x);
  let wt;
  S !== void 0 ? wt = S : Pe === "combobox" ? wt = null : wt = q?.("Select") || /* @__PURE__ */ l.createElement(Og, {
    componentName: "Select"
  });
  const {
    suffixIcon: Dt,
    itemIcon: Ft,
    removeIcon: ht,
    clearIcon: it
  } = IO(Object.assign(Object.assign({}, X), {
    multiple: Ue,
    hasFeedback: Ee,
    feedbackIcon: Ke,
    showSuffixIcon: Re,
    prefixCls: oe,
    componentName: "Select"
  })), Ye = I === !0 ? {
    clearIcon: it
  } : I, bt = yn(X, ["suffixIcon", "itemIcon"]), vt = V(((a = F?.popup) === null || a === void 0 ? void 0 : a.root) || ((i = Q?.popup) === null || i === void 0 ? void 0 : i.root) || m || g, {
    [`${oe}-dropdown-${de}`]: de === "rtl"
  }, d, Q.root, F?.root, qe, Fe, Xe), Ae = Lr((Ce) => {
    var _e;
    return (_e = y ?? fe) !== null && _e !== void 0 ? _e : Ce;
  }), Ze = l.useContext(go), We = b ?? Ze, ge = V({
    [`${oe}-lg`]: Ae === "large",
    [`${oe}-sm`]: Ae === "small",
    [`${oe}-rtl`]: de === "rtl",
    [`${oe}-${ye}`]: me,
    [`${oe}-in-form-item`]: tt
  }, $g(oe, pt, Ee), ve, ee, u, Q.root, F?.root, d, qe, Fe, Xe), ie = l.useMemo(() => h !== void 0 ? h : de === "rtl" ? "bottomRight" : "bottomLeft", [h, de]), [se] = bc("SelectLike", Te?.zIndex);
  return He(/* @__PURE__ */ l.createElement(_c, Object.assign({
    ref: t,
    virtual: le,
    showSearch: J
  }, bt, {
    style: Object.assign(Object.assign(Object.assign(Object.assign({}, te.root), G?.root), Y), O),
    dropdownMatchSelectWidth: Ve,
    transitionName: _r(ue, "slide-up", R),
    builtinPlacements: eO($, ce),
    listHeight: p,
    listItemHeight: ae,
    mode: Pe,
    prefixCls: oe,
    placement: ie,
    direction: de,
    prefix: _,
    suffixIcon: Dt,
    menuItemSelectedIcon: Ft,
    removeIcon: ht,
    allowClear: Ye,
    notFoundContent: wt,
    className: ge,
    getPopupContainer: f || Z,
    dropdownClassName: vt,
    disabled: We,
    dropdownStyle: Object.assign(Object.assign({}, Te), {
      zIndex: se
    }),
    maxCount: Ue ? L : void 0,
    tagRender: Ue ? T : void 0,
    dropdownRender: be,
    onDropdownVisibleChange: Ne
  })));
}, Io = /* @__PURE__ */ l.forwardRef(TO), NO = gw(Io, "dropdownAlign");
Io.SECRET_COMBOBOX_MODE_DO_NOT_USE = Mg;
Io.Option = Nc;
Io.OptGroup = Tc;
Io._InternalPanelDoNotUseOrYouWillBeFired = NO;
const _O = (e, t) => {
  typeof e?.addEventListener < "u" ? e.addEventListener("change", t) : typeof e?.addListener < "u" && e.addListener(t);
}, jO = (e, t) => {
  typeof e?.removeEventListener < "u" ? e.removeEventListener("change", t) : typeof e?.removeListener < "u" && e.removeListener(t);
}, jr = ["xxl", "xl", "lg", "md", "sm", "xs"], zO = (e) => ({
  xs: `(max-width: ${e.screenXSMax}px)`,
  sm: `(min-width: ${e.screenSM}px)`,
  md: `(min-width: ${e.screenMD}px)`,
  lg: `(min-width: ${e.screenLG}px)`,
  xl: `(min-width: ${e.screenXL}px)`,
  xxl: `(min-width: ${e.screenXXL}px)`
}), AO = (e) => {
  const t = e, n = [].concat(jr).reverse();
  return n.forEach((r, o) => {
    const a = r.toUpperCase(), i = `screen${a}Min`, s = `screen${a}`;
    if (!(t[i] <= t[s]))
      throw new Error(`${i}<=${s} fails : !(${t[i]}<=${t[s]})`);
    if (o < n.length - 1) {
      const c = `screen${a}Max`;
      if (!(t[s] <= t[c]))
        throw new Error(`${s}<=${c} fails : !(${t[s]}<=${t[c]})`);
      const d = `screen${n[o + 1].toUpperCase()}Min`;
      if (!(t[c] <= t[d]))
        throw new Error(`${c}<=${d} fails : !(${t[c]}<=${t[d]})`);
    }
  }), e;
}, LO = () => {
  const [, e] = vn(), t = zO(AO(e));
  return D.useMemo(() => {
    const n = /* @__PURE__ */ new Map();
    let r = -1, o = {};
    return {
      responsiveMap: t,
      matchHandlers: {},
      dispatch(a) {
        return o = a, n.forEach((i) => i(o)), n.size >= 1;
      },
      subscribe(a) {
        return n.size || this.register(), r += 1, n.set(r, a), a(o), r;
      },
      unsubscribe(a) {
        n.delete(a), n.size || this.unregister();
      },
      register() {
        Object.entries(t).forEach(([a, i]) => {
          const s = ({
            matches: u
          }) => {
            this.dispatch(Object.assign(Object.assign({}, o), {
              [a]: u
            }));
          }, c = window.matchMedia(i);
          _O(c, s), this.matchHandlers[i] = {
            mql: c,
            listener: s
          }, s(c);
        });
      },
      unregister() {
        Object.values(t).forEach((a) => {
          const i = this.matchHandlers[a];
          jO(i?.mql, i?.listener);
        }), n.clear();
      }
    };
  }, [t]);
};
function Ac(e = !0, t = {}) {
  const n = we(t), [, r] = vS(), o = LO();
  return $t(() => {
    const a = o.subscribe((i) => {
      n.current = i, e && r();
    });
    return () => o.unsubscribe(a);
  }, []), n.current;
}
function Tg(e) {
  var t = e.children, n = e.prefixCls, r = e.id, o = e.overlayInnerStyle, a = e.bodyClassName, i = e.className, s = e.style;
  return /* @__PURE__ */ l.createElement("div", {
    className: V("".concat(n, "-content"), i),
    style: s
  }, /* @__PURE__ */ l.createElement("div", {
    className: V("".concat(n, "-inner"), a),
    id: r,
    role: "tooltip",
    style: o
  }, typeof t == "function" ? t() : t));
}
var kr = {
  shiftX: 64,
  adjustY: 1
}, Ur = {
  adjustX: 1,
  shiftY: !0
}, _n = [0, 0], BO = {
  left: {
    points: ["cr", "cl"],
    overflow: Ur,
    offset: [-4, 0],
    targetOffset: _n
  },
  right: {
    points: ["cl", "cr"],
    overflow: Ur,
    offset: [4, 0],
    targetOffset: _n
  },
  top: {
    points: ["bc", "tc"],
    overflow: kr,
    offset: [0, -4],
    targetOffset: _n
  },
  bottom: {
    points: ["tc", "bc"],
    overflow: kr,
    offset: [0, 4],
    targetOffset: _n
  },
  topLeft: {
    points: ["bl", "tl"],
    overflow: kr,
    offset: [0, -4],
    targetOffset: _n
  },
  leftTop: {
    points: ["tr", "tl"],
    overflow: Ur,
    offset: [-4, 0],
    targetOffset: _n
  },
  topRight: {
    points: ["br", "tr"],
    overflow: kr,
    offset: [0, -4],
    targetOffset: _n
  },
  rightTop: {
    points: ["tl", "tr"],
    overflow: Ur,
    offset: [4, 0],
    targetOffset: _n
  },
  bottomRight: {
    points: ["tr", "br"],
    overflow: kr,
    offset: [0, 4],
    targetOffset: _n
  },
  rightBottom: {
    points: ["bl", "br"],
    overflow: Ur,
    offset: [4, 0],
    targetOffset: _n
  },
  bottomLeft: {
    points: ["tl", "bl"],
    overflow: kr,
    offset: [0, 4],
    targetOffset: _n
  },
  leftBottom: {
    points: ["br", "bl"],
    overflow: Ur,
    offset: [-4, 0],
    targetOffset: _n
  }
}, DO = ["overlayClassName", "trigger", "mouseEnterDelay", "mouseLeaveDelay", "overlayStyle", "prefixCls", "children", "onVisibleChange", "afterVisibleChange", "transitionName", "animation", "motion", "placement", "align", "destroyTooltipOnHide", "defaultVisible", "getTooltipContainer", "overlayInnerStyle", "arrowContent", "overlay", "id", "showArrow", "classNames", "styles"], FO = function(t, n) {
  var r = t.overlayClassName, o = t.trigger, a = o === void 0 ? ["hover"] : o, i = t.mouseEnterDelay, s = i === void 0 ? 0 : i, c = t.mouseLeaveDelay, u = c === void 0 ? 0.1 : c, d = t.overlayStyle, f = t.prefixCls, m = f === void 0 ? "rc-tooltip" : f, g = t.children, p = t.onVisibleChange, h = t.afterVisibleChange, v = t.transitionName, y = t.animation, b = t.motion, S = t.placement, x = S === void 0 ? "right" : S, $ = t.align, C = $ === void 0 ? {} : $, E = t.destroyTooltipOnHide, w = E === void 0 ? !1 : E, O = t.defaultVisible, I = t.getTooltipContainer, M = t.overlayInnerStyle;
  t.arrowContent;
  var P = t.overlay, R = t.id, T = t.showArrow, L = T === void 0 ? !0 : T, _ = t.classNames, z = t.styles, A = at(t, DO), W = Ec(R), B = we(null);
  Zs(n, function() {
    return B.current;
  });
  var G = j({}, A);
  "visible" in t && (G.popupVisible = t.visible);
  var F = function() {
    return /* @__PURE__ */ l.createElement(Tg, {
      key: "content",
      prefixCls: m,
      id: W,
      bodyClassName: _?.body,
      overlayInnerStyle: j(j({}, M), z?.body)
    }, P);
  }, X = function() {
    var U = l.Children.only(g), q = U?.props || {}, ne = j(j({}, q), {}, {
      "aria-describedby": P ? W : null
    });
    return /* @__PURE__ */ l.cloneElement(g, ne);
  };
  return /* @__PURE__ */ l.createElement(Ai, pe({
    popupClassName: V(r, _?.root),
    prefixCls: m,
    popup: F,
    action: a,
    builtinPlacements: BO,
    popupPlacement: x,
    ref: B,
    popupAlign: C,
    getPopupContainer: I,
    onPopupVisibleChange: p,
    afterPopupVisibleChange: h,
    popupTransitionName: v,
    popupAnimation: y,
    popupMotion: b,
    defaultPopupVisible: O,
    autoDestroy: w,
    mouseLeaveDelay: u,
    popupStyle: j(j({}, d), z?.root),
    mouseEnterDelay: s,
    arrow: L
  }, G), X());
};
const HO = /* @__PURE__ */ la(FO);
function VO(e) {
  const {
    sizePopupArrow: t,
    borderRadiusXS: n,
    borderRadiusOuter: r
  } = e, o = t / 2, a = 0, i = o, s = r * 1 / Math.sqrt(2), c = o - r * (1 - 1 / Math.sqrt(2)), u = o - n * (1 / Math.sqrt(2)), d = r * (Math.sqrt(2) - 1) + n * (1 / Math.sqrt(2)), f = 2 * o - u, m = d, g = 2 * o - s, p = c, h = 2 * o - a, v = i, y = o * Math.sqrt(2) + r * (Math.sqrt(2) - 2), b = r * (Math.sqrt(2) - 1), S = `polygon(${b}px 100%, 50% ${b}px, ${2 * o - b}px 100%, ${b}px 100%)`, x = `path('M ${a} ${i} A ${r} ${r} 0 0 0 ${s} ${c} L ${u} ${d} A ${n} ${n} 0 0 1 ${f} ${m} L ${g} ${p} A ${r} ${r} 0 0 0 ${h} ${v} Z')`;
  return {
    arrowShadowWidth: y,
    arrowPath: x,
    arrowPolygon: S
  };
}
const WO = (e, t, n) => {
  const {
    sizePopupArrow: r,
    arrowPolygon: o,
    arrowPath: a,
    arrowShadowWidth: i,
    borderRadiusXS: s,
    calc: c
  } = e;
  return {
    pointerEvents: "none",
    width: r,
    height: r,
    overflow: "hidden",
    "&::before": {
      position: "absolute",
      bottom: 0,
      insetInlineStart: 0,
      width: r,
      height: c(r).div(2).equal(),
      background: t,
      clipPath: {
        _multi_value_: !0,
        value: [o, a]
      },
      content: '""'
    },
    "&::after": {
      content: '""',
      position: "absolute",
      width: i,
      height: i,
      bottom: 0,
      insetInline: 0,
      margin: "auto",
      borderRadius: {
        _skip_check_: !0,
        value: `0 0 ${H(s)} 0`
      },
      transform: "translateY(50%) rotate(-135deg)",
      boxShadow: n,
      zIndex: 0,
      background: "transparent"
    }
  };
}, Ng = 8;
function _g(e) {
  const {
    contentRadius: t,
    limitVerticalRadius: n
  } = e, r = t > 12 ? t + 2 : 12;
  return {
    arrowOffsetHorizontal: r,
    arrowOffsetVertical: n ? Ng : r
  };
}
function Na(e, t) {
  return e ? t : {};
}
function GO(e, t, n) {
  const {
    componentCls: r,
    boxShadowPopoverArrow: o,
    arrowOffsetVertical: a,
    arrowOffsetHorizontal: i
  } = e, {
    arrowDistance: s = 0,
    arrowPlacement: c = {
      left: !0,
      right: !0,
      top: !0,
      bottom: !0
    }
  } = {};
  return {
    [r]: Object.assign(Object.assign(Object.assign(Object.assign({
      // ============================ Basic ============================
      [`${r}-arrow`]: [Object.assign(Object.assign({
        position: "absolute",
        zIndex: 1,
        display: "block"
      }, WO(e, t, o)), {
        "&:before": {
          background: t
        }
      })]
    }, Na(!!c.top, {
      [[`&-placement-top > ${r}-arrow`, `&-placement-topLeft > ${r}-arrow`, `&-placement-topRight > ${r}-arrow`].join(",")]: {
        bottom: s,
        transform: "translateY(100%) rotate(180deg)"
      },
      [`&-placement-top > ${r}-arrow`]: {
        left: {
          _skip_check_: !0,
          value: "50%"
        },
        transform: "translateX(-50%) translateY(100%) rotate(180deg)"
      },
      "&-placement-topLeft": {
        "--arrow-offset-horizontal": i,
        [`> ${r}-arrow`]: {
          left: {
            _skip_check_: !0,
            value: i
          }
        }
      },
      "&-placement-topRight": {
        "--arrow-offset-horizontal": `calc(100% - ${H(i)})`,
        [`> ${r}-arrow`]: {
          right: {
            _skip_check_: !0,
            value: i
          }
        }
      }
    })), Na(!!c.bottom, {
      [[`&-placement-bottom > ${r}-arrow`, `&-placement-bottomLeft > ${r}-arrow`, `&-placement-bottomRight > ${r}-arrow`].join(",")]: {
        top: s,
        transform: "translateY(-100%)"
      },
      [`&-placement-bottom > ${r}-arrow`]: {
        left: {
          _skip_check_: !0,
          value: "50%"
        },
        transform: "translateX(-50%) translateY(-100%)"
      },
      "&-placement-bottomLeft": {
        "--arrow-offset-horizontal": i,
        [`> ${r}-arrow`]: {
          left: {
            _skip_check_: !0,
            value: i
          }
        }
      },
      "&-placement-bottomRight": {
        "--arrow-offset-horizontal": `calc(100% - ${H(i)})`,
        [`> ${r}-arrow`]: {
          right: {
            _skip_check_: !0,
            value: i
          }
        }
      }
    })), Na(!!c.left, {
      [[`&-placement-left > ${r}-arrow`, `&-placement-leftTop > ${r}-arrow`, `&-placement-leftBottom > ${r}-arrow`].join(",")]: {
        right: {
          _skip_check_: !0,
          value: s
        },
        transform: "translateX(100%) rotate(90deg)"
      },
      [`&-placement-left > ${r}-arrow`]: {
        top: {
          _skip_check_: !0,
          value: "50%"
        },
        transform: "translateY(-50%) translateX(100%) rotate(90deg)"
      },
      [`&-placement-leftTop > ${r}-arrow`]: {
        top: a
      },
      [`&-placement-leftBottom > ${r}-arrow`]: {
        bottom: a
      }
    })), Na(!!c.right, {
      [[`&-placement-right > ${r}-arrow`, `&-placement-rightTop > ${r}-arrow`, `&-placement-rightBottom > ${r}-arrow`].join(",")]: {
        left: {
          _skip_check_: !0,
          value: s
        },
        transform: "translateX(-100%) rotate(-90deg)"
      },
      [`&-placement-right > ${r}-arrow`]: {
        top: {
          _skip_check_: !0,
          value: "50%"
        },
        transform: "translateY(-50%) translateX(-100%) rotate(-90deg)"
      },
      [`&-placement-rightTop > ${r}-arrow`]: {
        top: a
      },
      [`&-placement-rightBottom > ${r}-arrow`]: {
        bottom: a
      }
    }))
  };
}
function kO(e, t, n, r) {
  if (r === !1)
    return {
      adjustX: !1,
      adjustY: !1
    };
  const o = r && typeof r == "object" ? r : {}, a = {};
  switch (e) {
    case "top":
    case "bottom":
      a.shiftX = t.arrowOffsetHorizontal * 2 + n, a.shiftY = !0, a.adjustY = !0;
      break;
    case "left":
    case "right":
      a.shiftY = t.arrowOffsetVertical * 2 + n, a.shiftX = !0, a.adjustX = !0;
      break;
  }
  const i = Object.assign(Object.assign({}, a), o);
  return i.shiftX || (i.adjustX = !0), i.shiftY || (i.adjustY = !0), i;
}
const lf = {
  left: {
    points: ["cr", "cl"]
  },
  right: {
    points: ["cl", "cr"]
  },
  top: {
    points: ["bc", "tc"]
  },
  bottom: {
    points: ["tc", "bc"]
  },
  topLeft: {
    points: ["bl", "tl"]
  },
  leftTop: {
    points: ["tr", "tl"]
  },
  topRight: {
    points: ["br", "tr"]
  },
  rightTop: {
    points: ["tl", "tr"]
  },
  bottomRight: {
    points: ["tr", "br"]
  },
  rightBottom: {
    points: ["bl", "br"]
  },
  bottomLeft: {
    points: ["tl", "bl"]
  },
  leftBottom: {
    points: ["br", "bl"]
  }
}, UO = {
  topLeft: {
    points: ["bl", "tc"]
  },
  leftTop: {
    points: ["tr", "cl"]
  },
  topRight: {
    points: ["br", "tc"]
  },
  rightTop: {
    points: ["tl", "cr"]
  },
  bottomRight: {
    points: ["tr", "bc"]
  },
  rightBottom: {
    points: ["bl", "cr"]
  },
  bottomLeft: {
    points: ["tl", "bc"]
  },
  leftBottom: {
    points: ["br", "cl"]
  }
}, qO = /* @__PURE__ */ new Set(["topLeft", "topRight", "bottomLeft", "bottomRight", "leftTop", "leftBottom", "rightTop", "rightBottom"]);
function KO(e) {
  const {
    arrowWidth: t,
    autoAdjustOverflow: n,
    arrowPointAtCenter: r,
    offset: o,
    borderRadius: a
  } = e, i = t / 2, s = {}, c = _g({
    contentRadius: a,
    limitVerticalRadius: !0
  });
  return Object.keys(lf).forEach((u) => {
    const d = r && UO[u] || lf[u], f = Object.assign(Object.assign({}, d), {
      offset: [0, 0],
      dynamicInset: !0
    });
    switch (s[u] = f, qO.has(u) && (f.autoArrow = !1), u) {
      case "top":
      case "topLeft":
      case "topRight":
        f.offset[1] = -i - o;
        break;
      case "bottom":
      case "bottomLeft":
      case "bottomRight":
        f.offset[1] = i + o;
        break;
      case "left":
      case "leftTop":
      case "leftBottom":
        f.offset[0] = -i - o;
        break;
      case "right":
      case "rightTop":
      case "rightBottom":
        f.offset[0] = i + o;
        break;
    }
    if (r)
      switch (u) {
        case "topLeft":
        case "bottomLeft":
          f.offset[0] = -c.arrowOffsetHorizontal - i;
          break;
        case "topRight":
        case "bottomRight":
          f.offset[0] = c.arrowOffsetHorizontal + i;
          break;
        case "leftTop":
        case "rightTop":
          f.offset[1] = -c.arrowOffsetHorizontal * 2 + i;
          break;
        case "leftBottom":
        case "rightBottom":
          f.offset[1] = c.arrowOffsetHorizontal * 2 - i;
          break;
      }
    f.overflow = kO(u, c, t, n), f.htmlRegion = "visibleFirst";
  }), s;
}
const XO = (e) => {
  const {
    calc: t,
    componentCls: n,
    // ant-tooltip
    tooltipMaxWidth: r,
    tooltipColor: o,
    tooltipBg: a,
    tooltipBorderRadius: i,
    zIndexPopup: s,
    controlHeight: c,
    boxShadowSecondary: u,
    paddingSM: d,
    paddingXS: f,
    arrowOffsetHorizontal: m,
    sizePopupArrow: g
  } = e, p = t(i).add(g).add(m).equal(), h = t(i).mul(2).add(g).equal();
  return [
    {
      [n]: Object.assign(Object.assign(Object.assign(Object.assign({}, Qt(e)), {
        position: "absolute",
        zIndex: s,
        display: "block",
        width: "max-content",
        maxWidth: r,
        visibility: "visible",
        // When use `autoArrow`, origin will follow the arrow position
        "--valid-offset-x": "var(--arrow-offset-horizontal, var(--arrow-x))",
        transformOrigin: ["var(--valid-offset-x, 50%)", "var(--arrow-y, 50%)"].join(" "),
        "&-hidden": {
          display: "none"
        },
        "--antd-arrow-background-color": a,
        // Wrapper for the tooltip content
        [`${n}-inner`]: {
          minWidth: h,
          minHeight: c,
          padding: `${H(e.calc(d).div(2).equal())} ${H(f)}`,
          color: `var(--ant-tooltip-color, ${o})`,
          textAlign: "start",
          textDecoration: "none",
          wordWrap: "break-word",
          backgroundColor: a,
          borderRadius: i,
          boxShadow: u,
          boxSizing: "border-box"
        },
        // Align placement should have another min width
        [["&-placement-topLeft", "&-placement-topRight", "&-placement-bottomLeft", "&-placement-bottomRight"].join(",")]: {
          minWidth: p
        },
        // Limit left and right placement radius
        [["&-placement-left", "&-placement-leftTop", "&-placement-leftBottom", "&-placement-right", "&-placement-rightTop", "&-placement-rightBottom"].join(",")]: {
          [`${n}-inner`]: {
            borderRadius: e.min(i, Ng)
          }
        },
        [`${n}-content`]: {
          position: "relative"
        }
      }), $i(e, (v, {
        darkColor: y
      }) => ({
        [`&${n}-${v}`]: {
          [`${n}-inner`]: {
            backgroundColor: y
          },
          [`${n}-arrow`]: {
            "--antd-arrow-background-color": y
          }
        }
      }))), {
        // RTL
        "&-rtl": {
          direction: "rtl"
        }
      })
    },
    // Arrow Style
    GO(e, "var(--antd-arrow-background-color)"),
    // Pure Render
    {
      [`${n}-pure`]: {
        position: "relative",
        maxWidth: "none",
        margin: e.sizePopupArrow
      }
    }
  ];
}, YO = (e) => Object.assign(Object.assign({
  zIndexPopup: e.zIndexPopupBase + 70
}, _g({
  contentRadius: e.borderRadius,
  limitVerticalRadius: !0
})), VO(xt(e, {
  borderRadiusOuter: Math.min(e.borderRadiusOuter, 4)
}))), jg = (e, t = !0) => Lt("Tooltip", (r) => {
  const {
    borderRadius: o,
    colorTextLightSolid: a,
    colorBgSpotlight: i
  } = r, s = xt(r, {
    // default variables
    tooltipMaxWidth: 250,
    tooltipColor: a,
    tooltipBorderRadius: o,
    tooltipBg: i
  });
  return [XO(s), Vv(r, "zoom-big-fast")];
}, YO, {
  resetStyle: !1,
  // Popover use Tooltip as internal component. We do not need to handle this.
  injectStyle: t
})(e), ZO = Nr.map((e) => `${e}-inverse`), QO = ["success", "processing", "error", "default", "warning"];
function Li(e, t = !0) {
  return t ? [].concat($e(ZO), $e(Nr)).includes(e) : Nr.includes(e);
}
function JO(e) {
  return QO.includes(e);
}
function zg(e, t) {
  const n = Li(t), r = V({
    [`${e}-${t}`]: t && n
  }), o = {}, a = {}, i = UC(t).toRgb(), c = (0.299 * i.r + 0.587 * i.g + 0.114 * i.b) / 255 < 0.5 ? "#FFF" : "#000";
  return t && !n && (o.background = t, o["--ant-tooltip-color"] = c, a["--antd-arrow-background-color"] = t), {
    className: r,
    overlayStyle: o,
    arrowStyle: a
  };
}
const e2 = (e) => {
  const {
    prefixCls: t,
    className: n,
    placement: r = "top",
    title: o,
    color: a,
    overlayInnerStyle: i
  } = e, {
    getPrefixCls: s
  } = l.useContext(ct), c = s("tooltip", t), [u, d, f] = jg(c), m = zg(c, a), g = m.arrowStyle, p = Object.assign(Object.assign({}, i), m.overlayStyle), h = V(d, f, c, `${c}-pure`, `${c}-placement-${r}`, n, m.className);
  return u(/* @__PURE__ */ l.createElement("div", {
    className: h,
    style: g
  }, /* @__PURE__ */ l.createElement("div", {
    className: `${c}-arrow`
  }), /* @__PURE__ */ l.createElement(Tg, Object.assign({}, e, {
    className: d,
    prefixCls: c,
    overlayInnerStyle: p
  }), o)));
};
var t2 = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const n2 = /* @__PURE__ */ l.forwardRef((e, t) => {
  var n, r;
  const {
    prefixCls: o,
    openClassName: a,
    getTooltipContainer: i,
    color: s,
    overlayInnerStyle: c,
    children: u,
    afterOpenChange: d,
    afterVisibleChange: f,
    destroyTooltipOnHide: m,
    destroyOnHidden: g,
    arrow: p = !0,
    title: h,
    overlay: v,
    builtinPlacements: y,
    arrowPointAtCenter: b = !1,
    autoAdjustOverflow: S = !0,
    motion: x,
    getPopupContainer: $,
    placement: C = "top",
    mouseEnterDelay: E = 0.1,
    mouseLeaveDelay: w = 0.1,
    overlayStyle: O,
    rootClassName: I,
    overlayClassName: M,
    styles: P,
    classNames: R
  } = e, T = t2(e, ["prefixCls", "openClassName", "getTooltipContainer", "color", "overlayInnerStyle", "children", "afterOpenChange", "afterVisibleChange", "destroyTooltipOnHide", "destroyOnHidden", "arrow", "title", "overlay", "builtinPlacements", "arrowPointAtCenter", "autoAdjustOverflow", "motion", "getPopupContainer", "placement", "mouseEnterDelay", "mouseLeaveDelay", "overlayStyle", "rootClassName", "overlayClassName", "styles", "classNames"]), L = !!p, [, _] = vn(), {
    getPopupContainer: z,
    getPrefixCls: A,
    direction: W,
    className: B,
    style: G,
    classNames: F,
    styles: X
  } = Gn("tooltip"), Z = ua(), U = l.useRef(null), q = () => {
    var Re;
    (Re = U.current) === null || Re === void 0 || Re.forceAlign();
  };
  l.useImperativeHandle(t, () => {
    var Re, Ve;
    return {
      forceAlign: q,
      forcePopupAlign: () => {
        Z.deprecated(!1, "forcePopupAlign", "forceAlign"), q();
      },
      nativeElement: (Re = U.current) === null || Re === void 0 ? void 0 : Re.nativeElement,
      popupElement: (Ve = U.current) === null || Ve === void 0 ? void 0 : Ve.popupElement
    };
  });
  const [ne, le] = an(!1, {
    value: (n = e.open) !== null && n !== void 0 ? n : e.visible,
    defaultValue: (r = e.defaultOpen) !== null && r !== void 0 ? r : e.defaultVisible
  }), re = !h && !v && h !== 0, ce = (Re) => {
    var Ve, Te;
    le(re ? !1 : Re), re || ((Ve = e.onOpenChange) === null || Ve === void 0 || Ve.call(e, Re), (Te = e.onVisibleChange) === null || Te === void 0 || Te.call(e, Re));
  }, J = l.useMemo(() => {
    var Re, Ve;
    let Te = b;
    return typeof p == "object" && (Te = (Ve = (Re = p.pointAtCenter) !== null && Re !== void 0 ? Re : p.arrowPointAtCenter) !== null && Ve !== void 0 ? Ve : b), y || KO({
      arrowPointAtCenter: Te,
      autoAdjustOverflow: S,
      arrowWidth: L ? _.sizePopupArrow : 0,
      borderRadius: _.borderRadius,
      offset: _.marginXXS
    });
  }, [b, p, y, _]), Y = l.useMemo(() => h === 0 ? h : v || h || "", [v, h]), te = /* @__PURE__ */ l.createElement(Ic, {
    space: !0
  }, typeof Y == "function" ? Y() : Y), ee = A("tooltip", o), Q = A(), K = e["data-popover-inject"];
  let ae = ne;
  !("open" in e) && !("visible" in e) && re && (ae = !1);
  const oe = /* @__PURE__ */ l.isValidElement(u) && !$v(u) ? u : /* @__PURE__ */ l.createElement("span", null, u), ue = oe.props, de = !ue.className || typeof ue.className == "string" ? V(ue.className, a || `${ee}-open`) : ue.className, [fe, ve, ye] = jg(ee, !K), me = zg(ee, s), Fe = me.arrowStyle, He = V(M, {
    [`${ee}-rtl`]: W === "rtl"
  }, me.className, I, ve, ye, B, F.root, R?.root), Xe = V(F.body, R?.body), [qe, Pe] = bc("Tooltip", T.zIndex), Ue = /* @__PURE__ */ l.createElement(HO, Object.assign({}, T, {
    zIndex: qe,
    showArrow: L,
    placement: C,
    mouseEnterDelay: E,
    mouseLeaveDelay: w,
    prefixCls: ee,
    classNames: {
      root: He,
      body: Xe
    },
    styles: {
      root: Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({}, Fe), X.root), G), O), P?.root),
      body: Object.assign(Object.assign(Object.assign(Object.assign({}, X.body), c), P?.body), me.overlayStyle)
    },
    getTooltipContainer: $ || i || z,
    ref: U,
    builtinPlacements: J,
    overlay: te,
    visible: ae,
    onVisibleChange: ce,
    afterVisibleChange: d ?? f,
    arrowContent: /* @__PURE__ */ l.createElement("span", {
      className: `${ee}-arrow-content`
    }),
    motion: {
      motionName: _r(Q, "zoom-big-fast", e.transitionName),
      motionDeadline: 1e3
    },
    // TODO: In the future, destroyTooltipOnHide in rc-tooltip needs to be upgrade to destroyOnHidden
    destroyTooltipOnHide: g ?? !!m
  }), ae ? xr(oe, {
    className: de
  }) : oe);
  return fe(/* @__PURE__ */ l.createElement(pc.Provider, {
    value: Pe
  }, Ue));
}), cr = n2;
cr._InternalPanelDoNotUseOrYouWillBeFired = e2;
const r2 = new ot("antStatusProcessing", {
  "0%": {
    transform: "scale(0.8)",
    opacity: 0.5
  },
  "100%": {
    transform: "scale(2.4)",
    opacity: 0
  }
}), o2 = new ot("antZoomBadgeIn", {
  "0%": {
    transform: "scale(0) translate(50%, -50%)",
    opacity: 0
  },
  "100%": {
    transform: "scale(1) translate(50%, -50%)"
  }
}), a2 = new ot("antZoomBadgeOut", {
  "0%": {
    transform: "scale(1) translate(50%, -50%)"
  },
  "100%": {
    transform: "scale(0) translate(50%, -50%)",
    opacity: 0
  }
}), i2 = new ot("antNoWrapperZoomBadgeIn", {
  "0%": {
    transform: "scale(0)",
    opacity: 0
  },
  "100%": {
    transform: "scale(1)"
  }
}), l2 = new ot("antNoWrapperZoomBadgeOut", {
  "0%": {
    transform: "scale(1)"
  },
  "100%": {
    transform: "scale(0)",
    opacity: 0
  }
}), s2 = new ot("antBadgeLoadingCircle", {
  "0%": {
    transformOrigin: "50%"
  },
  "100%": {
    transform: "translate(50%, -50%) rotate(360deg)",
    transformOrigin: "50%"
  }
}), c2 = (e) => {
  const {
    componentCls: t,
    iconCls: n,
    antCls: r,
    badgeShadowSize: o,
    textFontSize: a,
    textFontSizeSM: i,
    statusSize: s,
    dotSize: c,
    textFontWeight: u,
    indicatorHeight: d,
    indicatorHeightSM: f,
    marginXS: m,
    calc: g
  } = e, p = `${r}-scroll-number`, h = $i(e, (v, {
    darkColor: y
  }) => ({
    [`&${t} ${t}-color-${v}`]: {
      background: y,
      [`&:not(${t}-count)`]: {
        color: y
      },
      "a:hover &": {
        background: y
      }
    }
  }));
  return {
    [t]: Object.assign(Object.assign(Object.assign(Object.assign({}, Qt(e)), {
      position: "relative",
      display: "inline-block",
      width: "fit-content",
      lineHeight: 1,
      [`${t}-count`]: {
        display: "inline-flex",
        justifyContent: "center",
        zIndex: e.indicatorZIndex,
        minWidth: d,
        height: d,
        color: e.badgeTextColor,
        fontWeight: u,
        fontSize: a,
        lineHeight: H(d),
        whiteSpace: "nowrap",
        textAlign: "center",
        background: e.badgeColor,
        borderRadius: g(d).div(2).equal(),
        boxShadow: `0 0 0 ${H(o)} ${e.badgeShadowColor}`,
        transition: `background ${e.motionDurationMid}`,
        a: {
          color: e.badgeTextColor
        },
        "a:hover": {
          color: e.badgeTextColor
        },
        "a:hover &": {
          background: e.badgeColorHover
        }
      },
      [`${t}-count-sm`]: {
        minWidth: f,
        height: f,
        fontSize: i,
        lineHeight: H(f),
        borderRadius: g(f).div(2).equal()
      },
      [`${t}-multiple-words`]: {
        padding: `0 ${H(e.paddingXS)}`,
        bdi: {
          unicodeBidi: "plaintext"
        }
      },
      [`${t}-dot`]: {
        zIndex: e.indicatorZIndex,
        width: c,
        minWidth: c,
        height: c,
        background: e.badgeColor,
        borderRadius: "100%",
        boxShadow: `0 0 0 ${H(o)} ${e.badgeShadowColor}`
      },
      [`${t}-count, ${t}-dot, ${p}-custom-component`]: {
        position: "absolute",
        top: 0,
        insetInlineEnd: 0,
        transform: "translate(50%, -50%)",
        transformOrigin: "100% 0%",
        [`&${n}-spin`]: {
          animationName: s2,
          animationDuration: "1s",
          animationIterationCount: "infinite",
          animationTimingFunction: "linear"
        }
      },
      [`&${t}-status`]: {
        lineHeight: "inherit",
        verticalAlign: "baseline",
        [`${t}-status-dot`]: {
          position: "relative",
          top: -1,
          // Magic number, but seems better experience
          display: "inline-block",
          width: s,
          height: s,
          verticalAlign: "middle",
          borderRadius: "50%"
        },
        [`${t}-status-success`]: {
          backgroundColor: e.colorSuccess
        },
        [`${t}-status-processing`]: {
          overflow: "visible",
          color: e.colorInfo,
          backgroundColor: e.colorInfo,
          borderColor: "currentcolor",
          "&::after": {
            position: "absolute",
            top: 0,
            insetInlineStart: 0,
            width: "100%",
            height: "100%",
            borderWidth: o,
            borderStyle: "solid",
            borderColor: "inherit",
            borderRadius: "50%",
            animationName: r2,
            animationDuration: e.badgeProcessingDuration,
            animationIterationCount: "infinite",
            animationTimingFunction: "ease-in-out",
            content: '""'
          }
        },
        [`${t}-status-default`]: {
          backgroundColor: e.colorTextPlaceholder
        },
        [`${t}-status-error`]: {
          backgroundColor: e.colorError
        },
        [`${t}-status-warning`]: {
          backgroundColor: e.colorWarning
        },
        [`${t}-status-text`]: {
          marginInlineStart: m,
          color: e.colorText,
          fontSize: e.fontSize
        }
      }
    }), h), {
      [`${t}-zoom-appear, ${t}-zoom-enter`]: {
        animationName: o2,
        animationDuration: e.motionDurationSlow,
        animationTimingFunction: e.motionEaseOutBack,
        animationFillMode: "both"
      },
      [`${t}-zoom-leave`]: {
        animationName: a2,
        animationDuration: e.motionDurationSlow,
        animationTimingFunction: e.motionEaseOutBack,
        animationFillMode: "both"
      },
      [`&${t}-not-a-wrapper`]: {
        [`${t}-zoom-appear, ${t}-zoom-enter`]: {
          animationName: i2,
          animationDuration: e.motionDurationSlow,
          animationTimingFunction: e.motionEaseOutBack
        },
        [`${t}-zoom-leave`]: {
          animationName: l2,
          animationDuration: e.motionDurationSlow,
          animationTimingFunction: e.motionEaseOutBack
        },
        [`&:not(${t}-status)`]: {
          verticalAlign: "middle"
        },
        [`${p}-custom-component, ${t}-count`]: {
          transform: "none"
        },
        [`${p}-custom-component, ${p}`]: {
          position: "relative",
          top: "auto",
          display: "block",
          transformOrigin: "50% 50%"
        }
      },
      [p]: {
        overflow: "hidden",
        transition: `all ${e.motionDurationMid} ${e.motionEaseOutBack}`,
        [`${p}-only`]: {
          position: "relative",
          display: "inline-block",
          height: d,
          transition: `all ${e.motionDurationSlow} ${e.motionEaseOutBack}`,
          WebkitTransformStyle: "preserve-3d",
          WebkitBackfaceVisibility: "hidden",
          [`> p${p}-only-unit`]: {
            height: d,
            margin: 0,
            WebkitTransformStyle: "preserve-3d",
            WebkitBackfaceVisibility: "hidden"
          }
        },
        [`${p}-symbol`]: {
          verticalAlign: "top"
        }
      },
      // ====================== RTL =======================
      "&-rtl": {
        direction: "rtl",
        [`${t}-count, ${t}-dot, ${p}-custom-component`]: {
          transform: "translate(-50%, -50%)"
        }
      }
    })
  };
}, Ag = (e) => {
  const {
    fontHeight: t,
    lineWidth: n,
    marginXS: r,
    colorBorderBg: o
  } = e, a = t, i = n, s = e.colorTextLightSolid, c = e.colorError, u = e.colorErrorHover;
  return xt(e, {
    badgeFontHeight: a,
    badgeShadowSize: i,
    badgeTextColor: s,
    badgeColor: c,
    badgeColorHover: u,
    badgeShadowColor: o,
    badgeProcessingDuration: "1.2s",
    badgeRibbonOffset: r,
    // Follow token just by Design. Not related with token
    badgeRibbonCornerTransform: "scaleY(0.75)",
    badgeRibbonCornerFilter: "brightness(75%)"
  });
}, Lg = (e) => {
  const {
    fontSize: t,
    lineHeight: n,
    fontSizeSM: r,
    lineWidth: o
  } = e;
  return {
    indicatorZIndex: "auto",
    indicatorHeight: Math.round(t * n) - 2 * o,
    indicatorHeightSM: t,
    dotSize: r / 2,
    textFontSize: r,
    textFontSizeSM: r,
    textFontWeight: "normal",
    statusSize: r / 2
  };
}, u2 = Lt("Badge", (e) => {
  const t = Ag(e);
  return c2(t);
}, Lg), d2 = (e) => {
  const {
    antCls: t,
    badgeFontHeight: n,
    marginXS: r,
    badgeRibbonOffset: o,
    calc: a
  } = e, i = `${t}-ribbon`, s = `${t}-ribbon-wrapper`, c = $i(e, (u, {
    darkColor: d
  }) => ({
    [`&${i}-color-${u}`]: {
      background: d,
      color: d
    }
  }));
  return {
    [s]: {
      position: "relative"
    },
    [i]: Object.assign(Object.assign(Object.assign(Object.assign({}, Qt(e)), {
      position: "absolute",
      top: r,
      padding: `0 ${H(e.paddingXS)}`,
      color: e.colorPrimary,
      lineHeight: H(n),
      whiteSpace: "nowrap",
      backgroundColor: e.colorPrimary,
      borderRadius: e.borderRadiusSM,
      [`${i}-text`]: {
        color: e.badgeTextColor
      },
      [`${i}-corner`]: {
        position: "absolute",
        top: "100%",
        width: o,
        height: o,
        color: "currentcolor",
        border: `${H(a(o).div(2).equal())} solid`,
        transform: e.badgeRibbonCornerTransform,
        transformOrigin: "top",
        filter: e.badgeRibbonCornerFilter
      }
    }), c), {
      [`&${i}-placement-end`]: {
        insetInlineEnd: a(o).mul(-1).equal(),
        borderEndEndRadius: 0,
        [`${i}-corner`]: {
          insetInlineEnd: 0,
          borderInlineEndColor: "transparent",
          borderBlockEndColor: "transparent"
        }
      },
      [`&${i}-placement-start`]: {
        insetInlineStart: a(o).mul(-1).equal(),
        borderEndStartRadius: 0,
        [`${i}-corner`]: {
          insetInlineStart: 0,
          borderBlockEndColor: "transparent",
          borderInlineStartColor: "transparent"
        }
      },
      // ====================== RTL =======================
      "&-rtl": {
        direction: "rtl"
      }
    })
  };
}, f2 = Lt(["Badge", "Ribbon"], (e) => {
  const t = Ag(e);
  return d2(t);
}, Lg), m2 = (e) => {
  const {
    className: t,
    prefixCls: n,
    style: r,
    color: o,
    children: a,
    text: i,
    placement: s = "end",
    rootClassName: c
  } = e, {
    getPrefixCls: u,
    direction: d
  } = l.useContext(ct), f = u("ribbon", n), m = `${f}-wrapper`, [g, p, h] = f2(f, m), v = Li(o, !1), y = V(f, `${f}-placement-${s}`, {
    [`${f}-rtl`]: d === "rtl",
    [`${f}-color-${o}`]: v
  }, t), b = {}, S = {};
  return o && !v && (b.background = o, S.color = o), g(/* @__PURE__ */ l.createElement("div", {
    className: V(m, c, p, h)
  }, a, /* @__PURE__ */ l.createElement("div", {
    className: V(y, p),
    style: Object.assign(Object.assign({}, b), r)
  }, /* @__PURE__ */ l.createElement("span", {
    className: `${f}-text`
  }, i), /* @__PURE__ */ l.createElement("div", {
    className: `${f}-corner`,
    style: S
  }))));
}, sf = (e) => {
  const {
    prefixCls: t,
    value: n,
    current: r,
    offset: o = 0
  } = e;
  let a;
  return o && (a = {
    position: "absolute",
    top: `${o}00%`,
    left: 0
  }), /* @__PURE__ */ l.createElement("span", {
    style: a,
    className: V(`${t}-only-unit`, {
      current: r
    })
  }, n);
};
function v2(e, t, n) {
  let r = e, o = 0;
  for (; (r + 10) % 10 !== t; )
    r += n, o += n;
  return o;
}
const g2 = (e) => {
  const {
    prefixCls: t,
    count: n,
    value: r
  } = e, o = Number(r), a = Math.abs(n), [i, s] = l.useState(o), [c, u] = l.useState(a), d = () => {
    s(o), u(a);
  };
  l.useEffect(() => {
    const g = setTimeout(d, 1e3);
    return () => clearTimeout(g);
  }, [o]);
  let f, m;
  if (i === o || Number.isNaN(o) || Number.isNaN(i))
    f = [/* @__PURE__ */ l.createElement(sf, Object.assign({}, e, {
      key: o,
      current: !0
    }))], m = {
      transition: "none"
    };
  else {
    f = [];
    const g = o + 10, p = [];
    for (let b = o; b <= g; b += 1)
      p.push(b);
    const h = c < a ? 1 : -1, v = p.findIndex((b) => b % 10 === i);
    f = (h < 0 ? p.slice(0, v + 1) : p.slice(v)).map((b, S) => {
      const x = b % 10;
      return /* @__PURE__ */ l.createElement(sf, Object.assign({}, e, {
        key: b,
        value: x,
        offset: h < 0 ? S - v : S,
        current: S === v
      }));
    }), m = {
      transform: `translateY(${-v2(i, o, h)}00%)`
    };
  }
  return /* @__PURE__ */ l.createElement("span", {
    className: `${t}-only`,
    style: m,
    onTransitionEnd: d
  }, f);
};
var p2 = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const h2 = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    prefixCls: n,
    count: r,
    className: o,
    motionClassName: a,
    style: i,
    title: s,
    show: c,
    component: u = "sup",
    children: d
  } = e, f = p2(e, ["prefixCls", "count", "className", "motionClassName", "style", "title", "show", "component", "children"]), {
    getPrefixCls: m
  } = l.useContext(ct), g = m("scroll-number", n), p = Object.assign(Object.assign({}, f), {
    "data-show": c,
    style: i,
    className: V(g, o, a),
    title: s
  });
  let h = r;
  if (r && Number(r) % 1 === 0) {
    const v = String(r).split("");
    h = /* @__PURE__ */ l.createElement("bdi", null, v.map((y, b) => /* @__PURE__ */ l.createElement(g2, {
      prefixCls: g,
      count: Number(r),
      value: y,
      // eslint-disable-next-line react/no-array-index-key
      key: v.length - b
    })));
  }
  return i?.borderColor && (p.style = Object.assign(Object.assign({}, i), {
    boxShadow: `0 0 0 1px ${i.borderColor} inset`
  })), d ? xr(d, (v) => ({
    className: V(`${g}-custom-component`, v?.className, a)
  })) : /* @__PURE__ */ l.createElement(u, Object.assign({}, p, {
    ref: t
  }), h);
});
var b2 = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const y2 = /* @__PURE__ */ l.forwardRef((e, t) => {
  var n, r, o, a, i;
  const {
    prefixCls: s,
    scrollNumberPrefixCls: c,
    children: u,
    status: d,
    text: f,
    color: m,
    count: g = null,
    overflowCount: p = 99,
    dot: h = !1,
    size: v = "default",
    title: y,
    offset: b,
    style: S,
    className: x,
    rootClassName: $,
    classNames: C,
    styles: E,
    showZero: w = !1
  } = e, O = b2(e, ["prefixCls", "scrollNumberPrefixCls", "children", "status", "text", "color", "count", "overflowCount", "dot", "size", "title", "offset", "style", "className", "rootClassName", "classNames", "styles", "showZero"]), {
    getPrefixCls: I,
    direction: M,
    badge: P
  } = l.useContext(ct), R = I("badge", s), [T, L, _] = u2(R), z = g > p ? `${p}+` : g, A = z === "0" || z === 0 || f === "0" || f === 0, W = g === null || A && !w, B = (d != null || m != null) && W, G = d != null || !A, F = h && !A, X = F ? "" : z, Z = wn(() => ((X == null || X === "") && (f == null || f === "") || A && !w) && !F, [X, A, w, F, f]), U = we(g);
  Z || (U.current = g);
  const q = U.current, ne = we(X);
  Z || (ne.current = X);
  const le = ne.current, re = we(F);
  Z || (re.current = F);
  const ce = wn(() => {
    if (!b)
      return Object.assign(Object.assign({}, P?.style), S);
    const ue = {
      marginTop: b[1]
    };
    return M === "rtl" ? ue.left = Number.parseInt(b[0], 10) : ue.right = -Number.parseInt(b[0], 10), Object.assign(Object.assign(Object.assign({}, ue), P?.style), S);
  }, [M, b, S, P?.style]), J = y ?? (typeof q == "string" || typeof q == "number" ? q : void 0), Y = !Z && (f === 0 ? w : !!f && f !== !0), te = Y ? /* @__PURE__ */ l.createElement("span", {
    className: `${R}-status-text`
  }, f) : null, ee = !q || typeof q != "object" ? void 0 : xr(q, (ue) => ({
    style: Object.assign(Object.assign({}, ce), ue.style)
  })), Q = Li(m, !1), K = V(C?.indicator, (n = P?.classNames) === null || n === void 0 ? void 0 : n.indicator, {
    [`${R}-status-dot`]: B,
    [`${R}-status-${d}`]: !!d,
    [`${R}-color-${m}`]: Q
  }), ae = {};
  m && !Q && (ae.color = m, ae.background = m);
  const oe = V(R, {
    [`${R}-status`]: B,
    [`${R}-not-a-wrapper`]: !u,
    [`${R}-rtl`]: M === "rtl"
  }, x, $, P?.className, (r = P?.classNames) === null || r === void 0 ? void 0 : r.root, C?.root, L, _);
  if (!u && B && (f || G || !W)) {
    const ue = ce.color;
    return T(/* @__PURE__ */ l.createElement("span", Object.assign({}, O, {
      className: oe,
      style: Object.assign(Object.assign(Object.assign({}, E?.root), (o = P?.styles) === null || o === void 0 ? void 0 : o.root), ce)
    }), /* @__PURE__ */ l.createElement("span", {
      className: K,
      style: Object.assign(Object.assign(Object.assign({}, E?.indicator), (a = P?.styles) === null || a === void 0 ? void 0 : a.indicator), ae)
    }), Y && /* @__PURE__ */ l.createElement("span", {
      style: {
        color: ue
      },
      className: `${R}-status-text`
    }, f)));
  }
  return T(/* @__PURE__ */ l.createElement("span", Object.assign({
    ref: t
  }, O, {
    className: oe,
    style: Object.assign(Object.assign({}, (i = P?.styles) === null || i === void 0 ? void 0 : i.root), E?.root)
  }), u, /* @__PURE__ */ l.createElement(kn, {
    visible: !Z,
    motionName: `${R}-zoom`,
    motionAppear: !1,
    motionDeadline: 1e3
  }, ({
    className: ue
  }) => {
    var de, fe;
    const ve = I("scroll-number", c), ye = re.current, me = V(C?.indicator, (de = P?.classNames) === null || de === void 0 ? void 0 : de.indicator, {
      [`${R}-dot`]: ye,
      [`${R}-count`]: !ye,
      [`${R}-count-sm`]: v === "small",
      [`${R}-multiple-words`]: !ye && le && le.toString().length > 1,
      [`${R}-status-${d}`]: !!d,
      [`${R}-color-${m}`]: Q
    });
    let Fe = Object.assign(Object.assign(Object.assign({}, E?.indicator), (fe = P?.styles) === null || fe === void 0 ? void 0 : fe.indicator), ce);
    return m && !Q && (Fe = Fe || {}, Fe.background = m), /* @__PURE__ */ l.createElement(h2, {
      prefixCls: ve,
      show: !Z,
      motionClassName: ue,
      className: me,
      count: le,
      title: J,
      style: Fe,
      key: "scrollNumber"
    }, ee);
  }), te));
}), Bg = y2;
Bg.Ribbon = m2;
var S2 = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M724 218.3V141c0-6.7-7.7-10.4-12.9-6.3L260.3 486.8a31.86 31.86 0 000 50.3l450.8 352.1c5.3 4.1 12.9.4 12.9-6.3v-77.3c0-4.9-2.3-9.6-6.1-12.6l-360-281 360-281.1c3.8-3 6.1-7.7 6.1-12.6z" } }] }, name: "left", theme: "outlined" }, C2 = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: S2
  }));
}, cf = /* @__PURE__ */ l.forwardRef(C2), $2 = Ie.ESC, x2 = Ie.TAB;
function w2(e) {
  var t = e.visible, n = e.triggerRef, r = e.onVisibleChange, o = e.autoFocus, a = e.overlayRef, i = l.useRef(!1), s = function() {
    if (t) {
      var f, m;
      (f = n.current) === null || f === void 0 || (m = f.focus) === null || m === void 0 || m.call(f), r?.(!1);
    }
  }, c = function() {
    var f;
    return (f = a.current) !== null && f !== void 0 && f.focus ? (a.current.focus(), i.current = !0, !0) : !1;
  }, u = function(f) {
    switch (f.keyCode) {
      case $2:
        s();
        break;
      case x2: {
        var m = !1;
        i.current || (m = c()), m ? f.preventDefault() : s();
        break;
      }
    }
  };
  l.useEffect(function() {
    return t ? (window.addEventListener("keydown", u), o && _t(c, 3), function() {
      window.removeEventListener("keydown", u), i.current = !1;
    }) : function() {
      i.current = !1;
    };
  }, [t]);
}
var E2 = /* @__PURE__ */ la(function(e, t) {
  var n = e.overlay, r = e.arrow, o = e.prefixCls, a = wn(function() {
    var s;
    return typeof n == "function" ? s = n() : s = n, s;
  }, [n]), i = Wn(t, Co(a));
  return /* @__PURE__ */ D.createElement(D.Fragment, null, r && /* @__PURE__ */ D.createElement("div", {
    className: "".concat(o, "-arrow")
  }), /* @__PURE__ */ D.cloneElement(a, {
    ref: zr(a) ? i : void 0
  }));
}), qr = {
  adjustX: 1,
  adjustY: 1
}, Kr = [0, 0], O2 = {
  topLeft: {
    points: ["bl", "tl"],
    overflow: qr,
    offset: [0, -4],
    targetOffset: Kr
  },
  top: {
    points: ["bc", "tc"],
    overflow: qr,
    offset: [0, -4],
    targetOffset: Kr
  },
  topRight: {
    points: ["br", "tr"],
    overflow: qr,
    offset: [0, -4],
    targetOffset: Kr
  },
  bottomLeft: {
    points: ["tl", "bl"],
    overflow: qr,
    offset: [0, 4],
    targetOffset: Kr
  },
  bottom: {
    points: ["tc", "bc"],
    overflow: qr,
    offset: [0, 4],
    targetOffset: Kr
  },
  bottomRight: {
    points: ["tr", "br"],
    overflow: qr,
    offset: [0, 4],
    targetOffset: Kr
  }
}, I2 = ["arrow", "prefixCls", "transitionName", "animation", "align", "placement", "placements", "getPopupContainer", "showAction", "hideAction", "overlayClassName", "overlayStyle", "visible", "trigger", "autoFocus", "overlay", "children", "onVisibleChange"];
function P2(e, t) {
  var n, r = e.arrow, o = r === void 0 ? !1 : r, a = e.prefixCls, i = a === void 0 ? "rc-dropdown" : a, s = e.transitionName, c = e.animation, u = e.align, d = e.placement, f = d === void 0 ? "bottomLeft" : d, m = e.placements, g = m === void 0 ? O2 : m, p = e.getPopupContainer, h = e.showAction, v = e.hideAction, y = e.overlayClassName, b = e.overlayStyle, S = e.visible, x = e.trigger, $ = x === void 0 ? ["hover"] : x, C = e.autoFocus, E = e.overlay, w = e.children, O = e.onVisibleChange, I = at(e, I2), M = D.useState(), P = k(M, 2), R = P[0], T = P[1], L = "visible" in e ? S : R, _ = D.useRef(null), z = D.useRef(null), A = D.useRef(null);
  D.useImperativeHandle(t, function() {
    return _.current;
  });
  var W = function(le) {
    T(le), O?.(le);
  };
  w2({
    visible: L,
    triggerRef: A,
    onVisibleChange: W,
    autoFocus: C,
    overlayRef: z
  });
  var B = function(le) {
    var re = e.onOverlayClick;
    T(!1), re && re(le);
  }, G = function() {
    return /* @__PURE__ */ D.createElement(E2, {
      ref: z,
      overlay: E,
      prefixCls: i,
      arrow: o
    });
  }, F = function() {
    return typeof E == "function" ? G : G();
  }, X = function() {
    var le = e.minOverlayWidthMatchTrigger, re = e.alignPoint;
    return "minOverlayWidthMatchTrigger" in e ? le : !re;
  }, Z = function() {
    var le = e.openClassName;
    return le !== void 0 ? le : "".concat(i, "-open");
  }, U = /* @__PURE__ */ D.cloneElement(w, {
    className: V((n = w.props) === null || n === void 0 ? void 0 : n.className, L && Z()),
    ref: zr(w) ? Wn(A, Co(w)) : void 0
  }), q = v;
  return !q && $.indexOf("contextMenu") !== -1 && (q = ["click"]), /* @__PURE__ */ D.createElement(Ai, pe({
    builtinPlacements: g
  }, I, {
    prefixCls: i,
    ref: _,
    popupClassName: V(y, N({}, "".concat(i, "-show-arrow"), o)),
    popupStyle: b,
    action: $,
    showAction: h,
    hideAction: q,
    popupPlacement: f,
    popupAlign: u,
    popupTransitionName: s,
    popupAnimation: c,
    popupVisible: L,
    stretch: X() ? "minWidth" : "",
    popup: F(),
    onPopupVisibleChange: W,
    onPopupClick: B,
    getPopupContainer: p
  }), U);
}
const R2 = /* @__PURE__ */ D.forwardRef(P2);
var Dg = /* @__PURE__ */ l.createContext(null);
function Fg(e, t) {
  return e === void 0 ? null : "".concat(e, "-").concat(t);
}
function Hg(e) {
  var t = l.useContext(Dg);
  return Fg(t, e);
}
var M2 = ["children", "locked"], Vn = /* @__PURE__ */ l.createContext(null);
function T2(e, t) {
  var n = j({}, e);
  return Object.keys(t).forEach(function(r) {
    var o = t[r];
    o !== void 0 && (n[r] = o);
  }), n;
}
function oa(e) {
  var t = e.children, n = e.locked, r = at(e, M2), o = l.useContext(Vn), a = sa(function() {
    return T2(o, r);
  }, [o, r], function(i, s) {
    return !n && (i[0] !== s[0] || !Qo(i[1], s[1], !0));
  });
  return /* @__PURE__ */ l.createElement(Vn.Provider, {
    value: a
  }, t);
}
var N2 = [], Vg = /* @__PURE__ */ l.createContext(null);
function Bi() {
  return l.useContext(Vg);
}
var Wg = /* @__PURE__ */ l.createContext(N2);
function ba(e) {
  var t = l.useContext(Wg);
  return l.useMemo(function() {
    return e !== void 0 ? [].concat($e(t), [e]) : t;
  }, [t, e]);
}
var Gg = /* @__PURE__ */ l.createContext(null), Lc = /* @__PURE__ */ l.createContext({});
function uf(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1;
  if (Sc(e)) {
    var n = e.nodeName.toLowerCase(), r = (
      // Focusable element
      ["input", "select", "textarea", "button"].includes(n) || // Editable element
      e.isContentEditable || // Anchor with href element
      n === "a" && !!e.getAttribute("href")
    ), o = e.getAttribute("tabindex"), a = Number(o), i = null;
    return o && !Number.isNaN(a) ? i = a : r && i === null && (i = 0), r && e.disabled && (i = null), i !== null && (i >= 0 || t && i < 0);
  }
  return !1;
}
function _2(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1, n = $e(e.querySelectorAll("*")).filter(function(r) {
    return uf(r, t);
  });
  return uf(e, t) && n.unshift(e), n;
}
var Gs = Ie.LEFT, ks = Ie.RIGHT, Us = Ie.UP, ka = Ie.DOWN, Ua = Ie.ENTER, kg = Ie.ESC, jo = Ie.HOME, zo = Ie.END, df = [Us, ka, Gs, ks];
function j2(e, t, n, r) {
  var o, a = "prev", i = "next", s = "children", c = "parent";
  if (e === "inline" && r === Ua)
    return {
      inlineTrigger: !0
    };
  var u = N(N({}, Us, a), ka, i), d = N(N(N(N({}, Gs, n ? i : a), ks, n ? a : i), ka, s), Ua, s), f = N(N(N(N(N(N({}, Us, a), ka, i), Ua, s), kg, c), Gs, n ? s : c), ks, n ? c : s), m = {
    inline: u,
    horizontal: d,
    vertical: f,
    inlineSub: u,
    horizontalSub: f,
    verticalSub: f
  }, g = (o = m["".concat(e).concat(t ? "" : "Sub")]) === null || o === void 0 ? void 0 : o[r];
  switch (g) {
    case a:
      return {
        offset: -1,
        sibling: !0
      };
    case i:
      return {
        offset: 1,
        sibling: !0
      };
    case c:
      return {
        offset: -1,
        sibling: !1
      };
    case s:
      return {
        offset: 1,
        sibling: !1
      };
    default:
      return null;
  }
}
function z2(e) {
  for (var t = e; t; ) {
    if (t.getAttribute("data-menu-list"))
      return t;
    t = t.parentElement;
  }
  return null;
}
function A2(e, t) {
  for (var n = e || document.activeElement; n; ) {
    if (t.has(n))
      return n;
    n = n.parentElement;
  }
  return null;
}
function Bc(e, t) {
  var n = _2(e, !0);
  return n.filter(function(r) {
    return t.has(r);
  });
}
function ff(e, t, n) {
  var r = arguments.length > 3 && arguments[3] !== void 0 ? arguments[3] : 1;
  if (!e)
    return null;
  var o = Bc(e, t), a = o.length, i = o.findIndex(function(s) {
    return n === s;
  });
  return r < 0 ? i === -1 ? i = a - 1 : i -= 1 : r > 0 && (i += 1), i = (i + a) % a, o[i];
}
var qs = function(t, n) {
  var r = /* @__PURE__ */ new Set(), o = /* @__PURE__ */ new Map(), a = /* @__PURE__ */ new Map();
  return t.forEach(function(i) {
    var s = document.querySelector("[data-menu-id='".concat(Fg(n, i), "']"));
    s && (r.add(s), a.set(s, i), o.set(i, s));
  }), {
    elements: r,
    key2element: o,
    element2key: a
  };
};
function L2(e, t, n, r, o, a, i, s, c, u) {
  var d = l.useRef(), f = l.useRef();
  f.current = t;
  var m = function() {
    _t.cancel(d.current);
  };
  return l.useEffect(function() {
    return function() {
      m();
    };
  }, []), function(g) {
    var p = g.which;
    if ([].concat(df, [Ua, kg, jo, zo]).includes(p)) {
      var h = a(), v = qs(h, r), y = v, b = y.elements, S = y.key2element, x = y.element2key, $ = S.get(t), C = A2($, b), E = x.get(C), w = j2(e, i(E, !0).length === 1, n, p);
      if (!w && p !== jo && p !== zo)
        return;
      (df.includes(p) || [jo, zo].includes(p)) && g.preventDefault();
      var O = function(z) {
        if (z) {
          var A = z, W = z.querySelector("a");
          W != null && W.getAttribute("href") && (A = W);
          var B = x.get(z);
          s(B), m(), d.current = _t(function() {
            f.current === B && A.focus();
          });
        }
      };
      if ([jo, zo].includes(p) || w.sibling || !C) {
        var I;
        !C || e === "inline" ? I = o.current : I = z2(C);
        var M, P = Bc(I, b);
        p === jo ? M = P[0] : p === zo ? M = P[P.length - 1] : M = ff(I, b, C, w.offset), O(M);
      } else if (w.inlineTrigger)
        c(E);
      else if (w.offset > 0)
        c(E, !0), m(), d.current = _t(function() {
          v = qs(h, r);
          var _ = C.getAttribute("aria-controls"), z = document.getElementById(_), A = ff(z, v.elements);
          O(A);
        }, 5);
      else if (w.offset < 0) {
        var R = i(E, !0), T = R[R.length - 2], L = S.get(T);
        c(T, !1), O(L);
      }
    }
    u?.(g);
  };
}
function B2(e) {
  Promise.resolve().then(e);
}
var Dc = "__RC_UTIL_PATH_SPLIT__", mf = function(t) {
  return t.join(Dc);
}, D2 = function(t) {
  return t.split(Dc);
}, Ks = "rc-menu-more";
function F2() {
  var e = l.useState({}), t = k(e, 2), n = t[1], r = we(/* @__PURE__ */ new Map()), o = we(/* @__PURE__ */ new Map()), a = l.useState([]), i = k(a, 2), s = i[0], c = i[1], u = we(0), d = we(!1), f = function() {
    d.current || n({});
  }, m = Xn(function(S, x) {
    var $ = mf(x);
    o.current.set($, S), r.current.set(S, $), u.current += 1;
    var C = u.current;
    B2(function() {
      C === u.current && f();
    });
  }, []), g = Xn(function(S, x) {
    var $ = mf(x);
    o.current.delete($), r.current.delete(S);
  }, []), p = Xn(function(S) {
    c(S);
  }, []), h = Xn(function(S, x) {
    var $ = r.current.get(S) || "", C = D2($);
    return x && s.includes(C[0]) && C.unshift(Ks), C;
  }, [s]), v = Xn(function(S, x) {
    return S.filter(function($) {
      return $ !== void 0;
    }).some(function($) {
      var C = h($, !0);
      return C.includes(x);
    });
  }, [h]), y = function() {
    var x = $e(r.current.keys());
    return s.length && x.push(Ks), x;
  }, b = Xn(function(S) {
    var x = "".concat(r.current.get(S)).concat(Dc), $ = /* @__PURE__ */ new Set();
    return $e(o.current.keys()).forEach(function(C) {
      C.startsWith(x) && $.add(o.current.get(C));
    }), $;
  }, []);
  return l.useEffect(function() {
    return function() {
      d.current = !0;
    };
  }, []), {
    // Register
    registerPath: m,
    unregisterPath: g,
    refreshOverflowKeys: p,
    // Util
    isSubPathKey: v,
    getKeyPath: h,
    getKeys: y,
    getSubPathKeys: b
  };
}
function Fo(e) {
  var t = l.useRef(e);
  t.current = e;
  var n = l.useCallback(function() {
    for (var r, o = arguments.length, a = new Array(o), i = 0; i < o; i++)
      a[i] = arguments[i];
    return (r = t.current) === null || r === void 0 ? void 0 : r.call.apply(r, [t].concat(a));
  }, []);
  return e ? n : void 0;
}
var H2 = Math.random().toFixed(5).toString().slice(2), vf = 0;
function V2(e) {
  var t = an(e, {
    value: e
  }), n = k(t, 2), r = n[0], o = n[1];
  return l.useEffect(function() {
    vf += 1;
    var a = "".concat(H2, "-").concat(vf);
    o("rc-menu-uuid-".concat(a));
  }, []), r;
}
function Ug(e, t, n, r) {
  var o = l.useContext(Vn), a = o.activeKey, i = o.onActive, s = o.onInactive, c = {
    active: a === e
  };
  return t || (c.onMouseEnter = function(u) {
    n?.({
      key: e,
      domEvent: u
    }), i(e);
  }, c.onMouseLeave = function(u) {
    r?.({
      key: e,
      domEvent: u
    }), s(e);
  }), c;
}
function qg(e) {
  var t = l.useContext(Vn), n = t.mode, r = t.rtl, o = t.inlineIndent;
  if (n !== "inline")
    return null;
  var a = e;
  return r ? {
    paddingRight: a * o
  } : {
    paddingLeft: a * o
  };
}
function Kg(e) {
  var t = e.icon, n = e.props, r = e.children, o;
  return t === null || t === !1 ? null : (typeof t == "function" ? o = /* @__PURE__ */ l.createElement(t, j({}, n)) : typeof t != "boolean" && (o = t), o || r || null);
}
var W2 = ["item"];
function di(e) {
  var t = e.item, n = at(e, W2);
  return Object.defineProperty(n, "item", {
    get: function() {
      return fn(!1, "`info.item` is deprecated since we will move to function component that not provides React Node instance in future."), t;
    }
  }), n;
}
var G2 = ["title", "attribute", "elementRef"], k2 = ["style", "className", "eventKey", "warnKey", "disabled", "itemIcon", "children", "role", "onMouseEnter", "onMouseLeave", "onClick", "onKeyDown", "onFocus"], U2 = ["active"], q2 = /* @__PURE__ */ (function(e) {
  tr(n, e);
  var t = ar(n);
  function n() {
    return Kt(this, n), t.apply(this, arguments);
  }
  return Xt(n, [{
    key: "render",
    value: function() {
      var o = this.props, a = o.title, i = o.attribute, s = o.elementRef, c = at(o, G2), u = yn(c, ["eventKey", "popupClassName", "popupOffset", "onTitleClick"]);
      return fn(!i, "`attribute` of Menu.Item is deprecated. Please pass attribute directly."), /* @__PURE__ */ l.createElement(Qn.Item, pe({}, i, {
        title: typeof a == "string" ? a : void 0
      }, u, {
        ref: s
      }));
    }
  }]), n;
})(l.Component), K2 = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.style, r = e.className, o = e.eventKey;
  e.warnKey;
  var a = e.disabled, i = e.itemIcon, s = e.children, c = e.role, u = e.onMouseEnter, d = e.onMouseLeave, f = e.onClick, m = e.onKeyDown, g = e.onFocus, p = at(e, k2), h = Hg(o), v = l.useContext(Vn), y = v.prefixCls, b = v.onItemClick, S = v.disabled, x = v.overflowDisabled, $ = v.itemIcon, C = v.selectedKeys, E = v.onActive, w = l.useContext(Lc), O = w._internalRenderMenuItem, I = "".concat(y, "-item"), M = l.useRef(), P = l.useRef(), R = S || a, T = Sr(t, P), L = ba(o), _ = function(re) {
    return {
      key: o,
      // Note: For legacy code is reversed which not like other antd component
      keyPath: $e(L).reverse(),
      item: M.current,
      domEvent: re
    };
  }, z = i || $, A = Ug(o, R, u, d), W = A.active, B = at(A, U2), G = C.includes(o), F = qg(L.length), X = function(re) {
    if (!R) {
      var ce = _(re);
      f?.(di(ce)), b(ce);
    }
  }, Z = function(re) {
    if (m?.(re), re.which === Ie.ENTER) {
      var ce = _(re);
      f?.(di(ce)), b(ce);
    }
  }, U = function(re) {
    E(o), g?.(re);
  }, q = {};
  e.role === "option" && (q["aria-selected"] = G);
  var ne = /* @__PURE__ */ l.createElement(q2, pe({
    ref: M,
    elementRef: T,
    role: c === null ? "none" : c || "menuitem",
    tabIndex: a ? null : -1,
    "data-menu-id": x && h ? null : h
  }, yn(p, ["extra"]), B, q, {
    component: "li",
    "aria-disabled": a,
    style: j(j({}, F), n),
    className: V(I, N(N(N({}, "".concat(I, "-active"), W), "".concat(I, "-selected"), G), "".concat(I, "-disabled"), R), r),
    onClick: X,
    onKeyDown: Z,
    onFocus: U
  }), s, /* @__PURE__ */ l.createElement(Kg, {
    props: j(j({}, e), {}, {
      isSelected: G
    }),
    icon: z
  }));
  return O && (ne = O(ne, e, {
    selected: G
  })), ne;
});
function X2(e, t) {
  var n = e.eventKey, r = Bi(), o = ba(n);
  return l.useEffect(function() {
    if (r)
      return r.registerPath(n, o), function() {
        r.unregisterPath(n, o);
      };
  }, [o]), r ? null : /* @__PURE__ */ l.createElement(K2, pe({}, e, {
    ref: t
  }));
}
const Di = /* @__PURE__ */ l.forwardRef(X2);
var Y2 = ["className", "children"], Z2 = function(t, n) {
  var r = t.className, o = t.children, a = at(t, Y2), i = l.useContext(Vn), s = i.prefixCls, c = i.mode, u = i.rtl;
  return /* @__PURE__ */ l.createElement("ul", pe({
    className: V(s, u && "".concat(s, "-rtl"), "".concat(s, "-sub"), "".concat(s, "-").concat(c === "inline" ? "inline" : "vertical"), r),
    role: "menu"
  }, a, {
    "data-menu-list": !0,
    ref: n
  }), o);
}, Fc = /* @__PURE__ */ l.forwardRef(Z2);
Fc.displayName = "SubMenuList";
function Hc(e, t) {
  return or(e).map(function(n, r) {
    if (/* @__PURE__ */ l.isValidElement(n)) {
      var o, a, i = n.key, s = (o = (a = n.props) === null || a === void 0 ? void 0 : a.eventKey) !== null && o !== void 0 ? o : i, c = s == null;
      c && (s = "tmp_key-".concat([].concat($e(t), [r]).join("-")));
      var u = {
        key: s,
        eventKey: s
      };
      return /* @__PURE__ */ l.cloneElement(n, u);
    }
    return n;
  });
}
var dn = {
  adjustX: 1,
  adjustY: 1
}, Q2 = {
  topLeft: {
    points: ["bl", "tl"],
    overflow: dn
  },
  topRight: {
    points: ["br", "tr"],
    overflow: dn
  },
  bottomLeft: {
    points: ["tl", "bl"],
    overflow: dn
  },
  bottomRight: {
    points: ["tr", "br"],
    overflow: dn
  },
  leftTop: {
    points: ["tr", "tl"],
    overflow: dn
  },
  leftBottom: {
    points: ["br", "bl"],
    overflow: dn
  },
  rightTop: {
    points: ["tl", "tr"],
    overflow: dn
  },
  rightBottom: {
    points: ["bl", "br"],
    overflow: dn
  }
}, J2 = {
  topLeft: {
    points: ["bl", "tl"],
    overflow: dn
  },
  topRight: {
    points: ["br", "tr"],
    overflow: dn
  },
  bottomLeft: {
    points: ["tl", "bl"],
    overflow: dn
  },
  bottomRight: {
    points: ["tr", "br"],
    overflow: dn
  },
  rightTop: {
    points: ["tr", "tl"],
    overflow: dn
  },
  rightBottom: {
    points: ["br", "bl"],
    overflow: dn
  },
  leftTop: {
    points: ["tl", "tr"],
    overflow: dn
  },
  leftBottom: {
    points: ["bl", "br"],
    overflow: dn
  }
};
function Xg(e, t, n) {
  if (t)
    return t;
  if (n)
    return n[e] || n.other;
}
var eI = {
  horizontal: "bottomLeft",
  vertical: "rightTop",
  "vertical-left": "rightTop",
  "vertical-right": "leftTop"
};
function tI(e) {
  var t = e.prefixCls, n = e.visible, r = e.children, o = e.popup, a = e.popupStyle, i = e.popupClassName, s = e.popupOffset, c = e.disabled, u = e.mode, d = e.onVisibleChange, f = l.useContext(Vn), m = f.getPopupContainer, g = f.rtl, p = f.subMenuOpenDelay, h = f.subMenuCloseDelay, v = f.builtinPlacements, y = f.triggerSubMenuAction, b = f.forceSubMenuRender, S = f.rootClassName, x = f.motion, $ = f.defaultMotions, C = l.useState(!1), E = k(C, 2), w = E[0], O = E[1], I = j(g ? j({}, J2) : j({}, Q2), v), M = eI[u], P = Xg(u, x, $), R = l.useRef(P);
  u !== "inline" && (R.current = P);
  var T = j(j({}, R.current), {}, {
    leavedClassName: "".concat(t, "-hidden"),
    removeOnLeave: !1,
    motionAppear: !0
  }), L = l.useRef();
  return l.useEffect(function() {
    return L.current = _t(function() {
      O(n);
    }), function() {
      _t.cancel(L.current);
    };
  }, [n]), /* @__PURE__ */ l.createElement(Ai, {
    prefixCls: t,
    popupClassName: V("".concat(t, "-popup"), N({}, "".concat(t, "-rtl"), g), i, S),
    stretch: u === "horizontal" ? "minWidth" : null,
    getPopupContainer: m,
    builtinPlacements: I,
    popupPlacement: M,
    popupVisible: w,
    popup: o,
    popupStyle: a,
    popupAlign: s && {
      offset: s
    },
    action: c ? [] : [y],
    mouseEnterDelay: p,
    mouseLeaveDelay: h,
    onPopupVisibleChange: d,
    forceRender: b,
    popupMotion: T,
    fresh: !0
  }, r);
}
function nI(e) {
  var t = e.id, n = e.open, r = e.keyPath, o = e.children, a = "inline", i = l.useContext(Vn), s = i.prefixCls, c = i.forceSubMenuRender, u = i.motion, d = i.defaultMotions, f = i.mode, m = l.useRef(!1);
  m.current = f === a;
  var g = l.useState(!m.current), p = k(g, 2), h = p[0], v = p[1], y = m.current ? n : !1;
  l.useEffect(function() {
    m.current && v(!1);
  }, [f]);
  var b = j({}, Xg(a, u, d));
  r.length > 1 && (b.motionAppear = !1);
  var S = b.onVisibleChanged;
  return b.onVisibleChanged = function(x) {
    return !m.current && !x && v(!0), S?.(x);
  }, h ? null : /* @__PURE__ */ l.createElement(oa, {
    mode: a,
    locked: !m.current
  }, /* @__PURE__ */ l.createElement(kn, pe({
    visible: y
  }, b, {
    forceRender: c,
    removeOnLeave: !1,
    leavedClassName: "".concat(s, "-hidden")
  }), function(x) {
    var $ = x.className, C = x.style;
    return /* @__PURE__ */ l.createElement(Fc, {
      id: t,
      className: $,
      style: C
    }, o);
  }));
}
var rI = ["style", "className", "title", "eventKey", "warnKey", "disabled", "internalPopupClose", "children", "itemIcon", "expandIcon", "popupClassName", "popupOffset", "popupStyle", "onClick", "onMouseEnter", "onMouseLeave", "onTitleClick", "onTitleMouseEnter", "onTitleMouseLeave"], oI = ["active"], aI = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.style, r = e.className, o = e.title, a = e.eventKey;
  e.warnKey;
  var i = e.disabled, s = e.internalPopupClose, c = e.children, u = e.itemIcon, d = e.expandIcon, f = e.popupClassName, m = e.popupOffset, g = e.popupStyle, p = e.onClick, h = e.onMouseEnter, v = e.onMouseLeave, y = e.onTitleClick, b = e.onTitleMouseEnter, S = e.onTitleMouseLeave, x = at(e, rI), $ = Hg(a), C = l.useContext(Vn), E = C.prefixCls, w = C.mode, O = C.openKeys, I = C.disabled, M = C.overflowDisabled, P = C.activeKey, R = C.selectedKeys, T = C.itemIcon, L = C.expandIcon, _ = C.onItemClick, z = C.onOpenChange, A = C.onActive, W = l.useContext(Lc), B = W._internalRenderSubMenuItem, G = l.useContext(Gg), F = G.isSubPathKey, X = ba(), Z = "".concat(E, "-submenu"), U = I || i, q = l.useRef(), ne = l.useRef(), le = u ?? T, re = d ?? L, ce = O.includes(a), J = !M && ce, Y = F(R, a), te = Ug(a, U, b, S), ee = te.active, Q = at(te, oI), K = l.useState(!1), ae = k(K, 2), oe = ae[0], ue = ae[1], de = function(he) {
    U || ue(he);
  }, fe = function(he) {
    de(!0), h?.({
      key: a,
      domEvent: he
    });
  }, ve = function(he) {
    de(!1), v?.({
      key: a,
      domEvent: he
    });
  }, ye = l.useMemo(function() {
    return ee || (w !== "inline" ? oe || F([P], a) : !1);
  }, [w, ee, P, oe, a, F]), me = qg(X.length), Fe = function(he) {
    U || (y?.({
      key: a,
      domEvent: he
    }), w === "inline" && z(a, !ce));
  }, He = Fo(function(Ne) {
    p?.(di(Ne)), _(Ne);
  }), Xe = function(he) {
    w !== "inline" && z(a, he);
  }, qe = function() {
    A(a);
  }, Pe = $ && "".concat($, "-popup"), Ue = l.useMemo(function() {
    return /* @__PURE__ */ l.createElement(Kg, {
      icon: w !== "horizontal" ? re : void 0,
      props: j(j({}, e), {}, {
        isOpen: J,
        // [Legacy] Not sure why need this mark
        isSubMenu: !0
      })
    }, /* @__PURE__ */ l.createElement("i", {
      className: "".concat(Z, "-arrow")
    }));
  }, [w, re, e, J, Z]), Re = /* @__PURE__ */ l.createElement("div", pe({
    role: "menuitem",
    style: me,
    className: "".concat(Z, "-title"),
    tabIndex: U ? null : -1,
    ref: q,
    title: typeof o == "string" ? o : null,
    "data-menu-id": M && $ ? null : $,
    "aria-expanded": J,
    "aria-haspopup": !0,
    "aria-controls": Pe,
    "aria-disabled": U,
    onClick: Fe,
    onFocus: qe
  }, Q), o, Ue), Ve = l.useRef(w);
  if (w !== "inline" && X.length > 1 ? Ve.current = "vertical" : Ve.current = w, !M) {
    var Te = Ve.current;
    Re = /* @__PURE__ */ l.createElement(tI, {
      mode: Te,
      prefixCls: Z,
      visible: !s && J && w !== "inline",
      popupClassName: f,
      popupOffset: m,
      popupStyle: g,
      popup: /* @__PURE__ */ l.createElement(
        oa,
        {
          mode: Te === "horizontal" ? "vertical" : Te
        },
        /* @__PURE__ */ l.createElement(Fc, {
          id: Pe,
          ref: ne
        }, c)
      ),
      disabled: U,
      onVisibleChange: Xe
    }, Re);
  }
  var be = /* @__PURE__ */ l.createElement(Qn.Item, pe({
    ref: t,
    role: "none"
  }, x, {
    component: "li",
    style: n,
    className: V(Z, "".concat(Z, "-").concat(w), r, N(N(N(N({}, "".concat(Z, "-open"), J), "".concat(Z, "-active"), ye), "".concat(Z, "-selected"), Y), "".concat(Z, "-disabled"), U)),
    onMouseEnter: fe,
    onMouseLeave: ve
  }), Re, !M && /* @__PURE__ */ l.createElement(nI, {
    id: Pe,
    open: J,
    keyPath: X
  }, c));
  return B && (be = B(be, e, {
    selected: Y,
    active: ye,
    open: J,
    disabled: U
  })), /* @__PURE__ */ l.createElement(oa, {
    onItemClick: He,
    mode: w === "horizontal" ? "vertical" : w,
    itemIcon: le,
    expandIcon: re
  }, be);
}), Vc = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.eventKey, r = e.children, o = ba(n), a = Hc(r, o), i = Bi();
  l.useEffect(function() {
    if (i)
      return i.registerPath(n, o), function() {
        i.unregisterPath(n, o);
      };
  }, [o]);
  var s;
  return i ? s = a : s = /* @__PURE__ */ l.createElement(aI, pe({
    ref: t
  }, e), a), /* @__PURE__ */ l.createElement(Wg.Provider, {
    value: o
  }, s);
});
function Yg(e) {
  var t = e.className, n = e.style, r = l.useContext(Vn), o = r.prefixCls, a = Bi();
  return a ? null : /* @__PURE__ */ l.createElement("li", {
    role: "separator",
    className: V("".concat(o, "-item-divider"), t),
    style: n
  });
}
var iI = ["className", "title", "eventKey", "children"], lI = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.className, r = e.title;
  e.eventKey;
  var o = e.children, a = at(e, iI), i = l.useContext(Vn), s = i.prefixCls, c = "".concat(s, "-item-group");
  return /* @__PURE__ */ l.createElement("li", pe({
    ref: t,
    role: "presentation"
  }, a, {
    onClick: function(d) {
      return d.stopPropagation();
    },
    className: V(c, n)
  }), /* @__PURE__ */ l.createElement("div", {
    role: "presentation",
    className: "".concat(c, "-title"),
    title: typeof r == "string" ? r : void 0
  }, r), /* @__PURE__ */ l.createElement("ul", {
    role: "group",
    className: "".concat(c, "-list")
  }, o));
}), Zg = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.eventKey, r = e.children, o = ba(n), a = Hc(r, o), i = Bi();
  return i ? a : /* @__PURE__ */ l.createElement(lI, pe({
    ref: t
  }, yn(e, ["warnKey"])), a);
}), sI = ["label", "children", "key", "type", "extra"];
function Xs(e, t, n) {
  var r = t.item, o = t.group, a = t.submenu, i = t.divider;
  return (e || []).map(function(s, c) {
    if (s && Be(s) === "object") {
      var u = s, d = u.label, f = u.children, m = u.key, g = u.type, p = u.extra, h = at(u, sI), v = m ?? "tmp-".concat(c);
      return f || g === "group" ? g === "group" ? /* @__PURE__ */ l.createElement(o, pe({
        key: v
      }, h, {
        title: d
      }), Xs(f, t, n)) : /* @__PURE__ */ l.createElement(a, pe({
        key: v
      }, h, {
        title: d
      }), Xs(f, t, n)) : g === "divider" ? /* @__PURE__ */ l.createElement(i, pe({
        key: v
      }, h)) : /* @__PURE__ */ l.createElement(r, pe({
        key: v
      }, h, {
        extra: p
      }), d, (!!p || p === 0) && /* @__PURE__ */ l.createElement("span", {
        className: "".concat(n, "-item-extra")
      }, p));
    }
    return null;
  }).filter(function(s) {
    return s;
  });
}
function gf(e, t, n, r, o) {
  var a = e, i = j({
    divider: Yg,
    item: Di,
    group: Zg,
    submenu: Vc
  }, r);
  return t && (a = Xs(t, i, o)), Hc(a, n);
}
var cI = ["prefixCls", "rootClassName", "style", "className", "tabIndex", "items", "children", "direction", "id", "mode", "inlineCollapsed", "disabled", "disabledOverflow", "subMenuOpenDelay", "subMenuCloseDelay", "forceSubMenuRender", "defaultOpenKeys", "openKeys", "activeKey", "defaultActiveFirst", "selectable", "multiple", "defaultSelectedKeys", "selectedKeys", "onSelect", "onDeselect", "inlineIndent", "motion", "defaultMotions", "triggerSubMenuAction", "builtinPlacements", "itemIcon", "expandIcon", "overflowedIndicator", "overflowedIndicatorPopupClassName", "getPopupContainer", "onClick", "onOpenChange", "onKeyDown", "openAnimation", "openTransitionName", "_internalRenderMenuItem", "_internalRenderSubMenuItem", "_internalComponents"], Er = [], uI = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n, r = e, o = r.prefixCls, a = o === void 0 ? "rc-menu" : o, i = r.rootClassName, s = r.style, c = r.className, u = r.tabIndex, d = u === void 0 ? 0 : u, f = r.items, m = r.children, g = r.direction, p = r.id, h = r.mode, v = h === void 0 ? "vertical" : h, y = r.inlineCollapsed, b = r.disabled, S = r.disabledOverflow, x = r.subMenuOpenDelay, $ = x === void 0 ? 0.1 : x, C = r.subMenuCloseDelay, E = C === void 0 ? 0.1 : C, w = r.forceSubMenuRender, O = r.defaultOpenKeys, I = r.openKeys, M = r.activeKey, P = r.defaultActiveFirst, R = r.selectable, T = R === void 0 ? !0 : R, L = r.multiple, _ = L === void 0 ? !1 : L, z = r.defaultSelectedKeys, A = r.selectedKeys, W = r.onSelect, B = r.onDeselect, G = r.inlineIndent, F = G === void 0 ? 24 : G, X = r.motion, Z = r.defaultMotions, U = r.triggerSubMenuAction, q = U === void 0 ? "hover" : U, ne = r.builtinPlacements, le = r.itemIcon, re = r.expandIcon, ce = r.overflowedIndicator, J = ce === void 0 ? "..." : ce, Y = r.overflowedIndicatorPopupClassName, te = r.getPopupContainer, ee = r.onClick, Q = r.onOpenChange, K = r.onKeyDown;
  r.openAnimation, r.openTransitionName;
  var ae = r._internalRenderMenuItem, oe = r._internalRenderSubMenuItem, ue = r._internalComponents, de = at(r, cI), fe = l.useMemo(function() {
    return [gf(m, f, Er, ue, a), gf(m, f, Er, {}, a)];
  }, [m, f, ue]), ve = k(fe, 2), ye = ve[0], me = ve[1], Fe = l.useState(!1), He = k(Fe, 2), Xe = He[0], qe = He[1], Pe = l.useRef(), Ue = V2(p), Re = g === "rtl", Ve = an(O, {
    value: I,
    postState: function(De) {
      return De || Er;
    }
  }), Te = k(Ve, 2), be = Te[0], Ne = Te[1], he = function(De) {
    var ze = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1;
    function St() {
      Ne(De), Q?.(De);
    }
    ze ? Gl(St) : St();
  }, Ee = l.useState(be), tt = k(Ee, 2), Ke = tt[0], pt = tt[1], wt = l.useRef(!1), Dt = l.useMemo(function() {
    return (v === "inline" || v === "vertical") && y ? ["vertical", y] : [v, !1];
  }, [v, y]), Ft = k(Dt, 2), ht = Ft[0], it = Ft[1], Ye = ht === "inline", bt = l.useState(ht), vt = k(bt, 2), Ae = vt[0], Ze = vt[1], We = l.useState(it), ge = k(We, 2), ie = ge[0], se = ge[1];
  l.useEffect(function() {
    Ze(ht), se(it), wt.current && (Ye ? Ne(Ke) : he(Er));
  }, [ht, it]);
  var Ce = l.useState(0), _e = k(Ce, 2), je = _e[0], lt = _e[1], ut = je >= ye.length - 1 || Ae !== "horizontal" || S;
  l.useEffect(function() {
    Ye && pt(be);
  }, [be]), l.useEffect(function() {
    return wt.current = !0, function() {
      wt.current = !1;
    };
  }, []);
  var et = F2(), dt = et.registerPath, zt = et.unregisterPath, jt = et.refreshOverflowKeys, At = et.isSubPathKey, Gt = et.getKeyPath, yt = et.getKeys, Ot = et.getSubPathKeys, Se = l.useMemo(function() {
    return {
      registerPath: dt,
      unregisterPath: zt
    };
  }, [dt, zt]), Oe = l.useMemo(function() {
    return {
      isSubPathKey: At
    };
  }, [At]);
  l.useEffect(function() {
    jt(ut ? Er : ye.slice(je + 1).map(function(Pt) {
      return Pt.key;
    }));
  }, [je, ut]);
  var Qe = an(M || P && ((n = ye[0]) === null || n === void 0 ? void 0 : n.key), {
    value: M
  }), st = k(Qe, 2), Le = st[0], Me = st[1], Je = Fo(function(Pt) {
    Me(Pt);
  }), ft = Fo(function() {
    Me(void 0);
  });
  Zs(t, function() {
    return {
      list: Pe.current,
      focus: function(De) {
        var ze, St = yt(), Et = qs(St, Ue), Tt = Et.elements, Ht = Et.key2element, gn = Et.element2key, on = Bc(Pe.current, Tt), pn = Le ?? (on[0] ? gn.get(on[0]) : (ze = ye.find(function(qn) {
          return !qn.props.disabled;
        })) === null || ze === void 0 ? void 0 : ze.key), cn = Ht.get(pn);
        if (pn && cn) {
          var hn;
          cn == null || (hn = cn.focus) === null || hn === void 0 || hn.call(cn, De);
        }
      }
    };
  });
  var xe = an(z || [], {
    value: A,
    // Legacy convert key to array
    postState: function(De) {
      return Array.isArray(De) ? De : De == null ? Er : [De];
    }
  }), Ge = k(xe, 2), rt = Ge[0], kt = Ge[1], Jt = function(De) {
    if (T) {
      var ze = De.key, St = rt.includes(ze), Et;
      _ ? St ? Et = rt.filter(function(Ht) {
        return Ht !== ze;
      }) : Et = [].concat($e(rt), [ze]) : Et = [ze], kt(Et);
      var Tt = j(j({}, De), {}, {
        selectedKeys: Et
      });
      St ? B?.(Tt) : W?.(Tt);
    }
    !_ && be.length && Ae !== "inline" && he(Er);
  }, Sn = Fo(function(Pt) {
    ee?.(di(Pt)), Jt(Pt);
  }), Cn = Fo(function(Pt, De) {
    var ze = be.filter(function(Et) {
      return Et !== Pt;
    });
    if (De)
      ze.push(Pt);
    else if (Ae !== "inline") {
      var St = Ot(Pt);
      ze = ze.filter(function(Et) {
        return !St.has(Et);
      });
    }
    Qo(be, ze, !0) || he(ze, !0);
  }), rn = function(De, ze) {
    var St = ze ?? !be.includes(De);
    Cn(De, St);
  }, $n = L2(Ae, Le, Re, Ue, Pe, yt, Gt, Me, rn, K);
  l.useEffect(function() {
    qe(!0);
  }, []);
  var xn = l.useMemo(function() {
    return {
      _internalRenderMenuItem: ae,
      _internalRenderSubMenuItem: oe
    };
  }, [ae, oe]), Rn = Ae !== "horizontal" || S ? ye : (
    // Need wrap for overflow dropdown that do not response for open
    ye.map(function(Pt, De) {
      return (
        // Always wrap provider to avoid sub node re-mount
        /* @__PURE__ */ l.createElement(oa, {
          key: Pt.key,
          overflowDisabled: De > je
        }, Pt)
      );
    })
  ), Un = /* @__PURE__ */ l.createElement(Qn, pe({
    id: p,
    ref: Pe,
    prefixCls: "".concat(a, "-overflow"),
    component: "ul",
    itemComponent: Di,
    className: V(a, "".concat(a, "-root"), "".concat(a, "-").concat(Ae), c, N(N({}, "".concat(a, "-inline-collapsed"), ie), "".concat(a, "-rtl"), Re), i),
    dir: g,
    style: s,
    role: "menu",
    tabIndex: d,
    data: Rn,
    renderRawItem: function(De) {
      return De;
    },
    renderRawRest: function(De) {
      var ze = De.length, St = ze ? ye.slice(-ze) : null;
      return /* @__PURE__ */ l.createElement(Vc, {
        eventKey: Ks,
        title: J,
        disabled: ut,
        internalPopupClose: ze === 0,
        popupClassName: Y
      }, St);
    },
    maxCount: Ae !== "horizontal" || S ? Qn.INVALIDATE : Qn.RESPONSIVE,
    ssr: "full",
    "data-menu-list": !0,
    onVisibleChange: function(De) {
      lt(De);
    },
    onKeyDown: $n
  }, de));
  return /* @__PURE__ */ l.createElement(Lc.Provider, {
    value: xn
  }, /* @__PURE__ */ l.createElement(Dg.Provider, {
    value: Ue
  }, /* @__PURE__ */ l.createElement(oa, {
    prefixCls: a,
    rootClassName: i,
    mode: Ae,
    openKeys: be,
    rtl: Re,
    disabled: b,
    motion: Xe ? X : null,
    defaultMotions: Xe ? Z : null,
    activeKey: Le,
    onActive: Je,
    onInactive: ft,
    selectedKeys: rt,
    inlineIndent: F,
    subMenuOpenDelay: $,
    subMenuCloseDelay: E,
    forceSubMenuRender: w,
    builtinPlacements: ne,
    triggerSubMenuAction: q,
    getPopupContainer: te,
    itemIcon: le,
    expandIcon: re,
    onItemClick: Sn,
    onOpenChange: Cn
  }, /* @__PURE__ */ l.createElement(Gg.Provider, {
    value: Oe
  }, Un), /* @__PURE__ */ l.createElement("div", {
    style: {
      display: "none"
    },
    "aria-hidden": !0
  }, /* @__PURE__ */ l.createElement(Vg.Provider, {
    value: Se
  }, me)))));
}), ya = uI;
ya.Item = Di;
ya.SubMenu = Vc;
ya.ItemGroup = Zg;
ya.Divider = Yg;
var dI = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M176 511a56 56 0 10112 0 56 56 0 10-112 0zm280 0a56 56 0 10112 0 56 56 0 10-112 0zm280 0a56 56 0 10112 0 56 56 0 10-112 0z" } }] }, name: "ellipsis", theme: "outlined" }, fI = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: dI
  }));
}, mI = /* @__PURE__ */ l.forwardRef(fI);
function Fi(e) {
  return xt(e, {
    inputAffixPadding: e.paddingXXS
  });
}
const Hi = (e) => {
  const {
    controlHeight: t,
    fontSize: n,
    lineHeight: r,
    lineWidth: o,
    controlHeightSM: a,
    controlHeightLG: i,
    fontSizeLG: s,
    lineHeightLG: c,
    paddingSM: u,
    controlPaddingHorizontalSM: d,
    controlPaddingHorizontal: f,
    colorFillAlter: m,
    colorPrimaryHover: g,
    colorPrimary: p,
    controlOutlineWidth: h,
    controlOutline: v,
    colorErrorOutline: y,
    colorWarningOutline: b,
    colorBgContainer: S,
    inputFontSize: x,
    inputFontSizeLG: $,
    inputFontSizeSM: C
  } = e, E = x || n, w = C || E, O = $ || s, I = Math.round((t - E * r) / 2 * 10) / 10 - o, M = Math.round((a - w * r) / 2 * 10) / 10 - o, P = Math.ceil((i - O * c) / 2 * 10) / 10 - o;
  return {
    paddingBlock: Math.max(I, 0),
    paddingBlockSM: Math.max(M, 0),
    paddingBlockLG: Math.max(P, 0),
    paddingInline: u - o,
    paddingInlineSM: d - o,
    paddingInlineLG: f - o,
    addonBg: m,
    activeBorderColor: p,
    hoverBorderColor: g,
    activeShadow: `0 0 0 ${h}px ${v}`,
    errorActiveShadow: `0 0 0 ${h}px ${y}`,
    warningActiveShadow: `0 0 0 ${h}px ${b}`,
    hoverBg: S,
    activeBg: S,
    inputFontSize: E,
    inputFontSizeLG: O,
    inputFontSizeSM: w
  };
}, vI = (e) => ({
  borderColor: e.hoverBorderColor,
  backgroundColor: e.hoverBg
}), Vi = (e) => ({
  color: e.colorTextDisabled,
  backgroundColor: e.colorBgContainerDisabled,
  borderColor: e.colorBorder,
  boxShadow: "none",
  cursor: "not-allowed",
  opacity: 1,
  "input[disabled], textarea[disabled]": {
    cursor: "not-allowed"
  },
  "&:hover:not([disabled])": Object.assign({}, vI(xt(e, {
    hoverBorderColor: e.colorBorder,
    hoverBg: e.colorBgContainerDisabled
  })))
}), Wc = (e, t) => ({
  background: e.colorBgContainer,
  borderWidth: e.lineWidth,
  borderStyle: e.lineType,
  borderColor: t.borderColor,
  "&:hover": {
    borderColor: t.hoverBorderColor,
    backgroundColor: e.hoverBg
  },
  "&:focus, &:focus-within": {
    borderColor: t.activeBorderColor,
    boxShadow: t.activeShadow,
    outline: 0,
    backgroundColor: e.activeBg
  }
}), pf = (e, t) => ({
  [`&${e.componentCls}-status-${t.status}:not(${e.componentCls}-disabled)`]: Object.assign(Object.assign({}, Wc(e, t)), {
    [`${e.componentCls}-prefix, ${e.componentCls}-suffix`]: {
      color: t.affixColor
    }
  }),
  [`&${e.componentCls}-status-${t.status}${e.componentCls}-disabled`]: {
    borderColor: t.borderColor
  }
}), gI = (e, t) => ({
  "&-outlined": Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({}, Wc(e, {
    borderColor: e.colorBorder,
    hoverBorderColor: e.hoverBorderColor,
    activeBorderColor: e.activeBorderColor,
    activeShadow: e.activeShadow
  })), {
    [`&${e.componentCls}-disabled, &[disabled]`]: Object.assign({}, Vi(e))
  }), pf(e, {
    status: "error",
    borderColor: e.colorError,
    hoverBorderColor: e.colorErrorBorderHover,
    activeBorderColor: e.colorError,
    activeShadow: e.errorActiveShadow,
    affixColor: e.colorError
  })), pf(e, {
    status: "warning",
    borderColor: e.colorWarning,
    hoverBorderColor: e.colorWarningBorderHover,
    activeBorderColor: e.colorWarning,
    activeShadow: e.warningActiveShadow,
    affixColor: e.colorWarning
  })), t)
}), hf = (e, t) => ({
  [`&${e.componentCls}-group-wrapper-status-${t.status}`]: {
    [`${e.componentCls}-group-addon`]: {
      borderColor: t.addonBorderColor,
      color: t.addonColor
    }
  }
}), pI = (e) => ({
  "&-outlined": Object.assign(Object.assign(Object.assign({
    [`${e.componentCls}-group`]: {
      "&-addon": {
        background: e.addonBg,
        border: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`
      },
      "&-addon:first-child": {
        borderInlineEnd: 0
      },
      "&-addon:last-child": {
        borderInlineStart: 0
      }
    }
  }, hf(e, {
    status: "error",
    addonBorderColor: e.colorError,
    addonColor: e.colorErrorText
  })), hf(e, {
    status: "warning",
    addonBorderColor: e.colorWarning,
    addonColor: e.colorWarningText
  })), {
    [`&${e.componentCls}-group-wrapper-disabled`]: {
      [`${e.componentCls}-group-addon`]: Object.assign({}, Vi(e))
    }
  })
}), hI = (e, t) => {
  const {
    componentCls: n
  } = e;
  return {
    "&-borderless": Object.assign({
      background: "transparent",
      border: "none",
      "&:focus, &:focus-within": {
        outline: "none"
      },
      // >>>>> Disabled
      [`&${n}-disabled, &[disabled]`]: {
        color: e.colorTextDisabled,
        cursor: "not-allowed"
      },
      // >>>>> Status
      [`&${n}-status-error`]: {
        "&, & input, & textarea": {
          color: e.colorError
        }
      },
      [`&${n}-status-warning`]: {
        "&, & input, & textarea": {
          color: e.colorWarning
        }
      }
    }, t)
  };
}, Qg = (e, t) => {
  var n;
  return {
    background: t.bg,
    borderWidth: e.lineWidth,
    borderStyle: e.lineType,
    borderColor: "transparent",
    "input&, & input, textarea&, & textarea": {
      color: (n = t?.inputColor) !== null && n !== void 0 ? n : "unset"
    },
    "&:hover": {
      background: t.hoverBg
    },
    "&:focus, &:focus-within": {
      outline: 0,
      borderColor: t.activeBorderColor,
      backgroundColor: e.activeBg
    }
  };
}, bf = (e, t) => ({
  [`&${e.componentCls}-status-${t.status}:not(${e.componentCls}-disabled)`]: Object.assign(Object.assign({}, Qg(e, t)), {
    [`${e.componentCls}-prefix, ${e.componentCls}-suffix`]: {
      color: t.affixColor
    }
  })
}), bI = (e, t) => ({
  "&-filled": Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({}, Qg(e, {
    bg: e.colorFillTertiary,
    hoverBg: e.colorFillSecondary,
    activeBorderColor: e.activeBorderColor
  })), {
    [`&${e.componentCls}-disabled, &[disabled]`]: Object.assign({}, Vi(e))
  }), bf(e, {
    status: "error",
    bg: e.colorErrorBg,
    hoverBg: e.colorErrorBgHover,
    activeBorderColor: e.colorError,
    inputColor: e.colorErrorText,
    affixColor: e.colorError
  })), bf(e, {
    status: "warning",
    bg: e.colorWarningBg,
    hoverBg: e.colorWarningBgHover,
    activeBorderColor: e.colorWarning,
    inputColor: e.colorWarningText,
    affixColor: e.colorWarning
  })), t)
}), yf = (e, t) => ({
  [`&${e.componentCls}-group-wrapper-status-${t.status}`]: {
    [`${e.componentCls}-group-addon`]: {
      background: t.addonBg,
      color: t.addonColor
    }
  }
}), yI = (e) => ({
  "&-filled": Object.assign(Object.assign(Object.assign({
    [`${e.componentCls}-group-addon`]: {
      background: e.colorFillTertiary,
      "&:last-child": {
        position: "static"
      }
    }
  }, yf(e, {
    status: "error",
    addonBg: e.colorErrorBg,
    addonColor: e.colorErrorText
  })), yf(e, {
    status: "warning",
    addonBg: e.colorWarningBg,
    addonColor: e.colorWarningText
  })), {
    [`&${e.componentCls}-group-wrapper-disabled`]: {
      [`${e.componentCls}-group`]: {
        "&-addon": {
          background: e.colorFillTertiary,
          color: e.colorTextDisabled
        },
        "&-addon:first-child": {
          borderInlineStart: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`,
          borderTop: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`,
          borderBottom: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`
        },
        "&-addon:last-child": {
          borderInlineEnd: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`,
          borderTop: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`,
          borderBottom: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`
        }
      }
    }
  })
}), Jg = (e, t) => ({
  background: e.colorBgContainer,
  borderWidth: `${H(e.lineWidth)} 0`,
  borderStyle: `${e.lineType} none`,
  borderColor: `transparent transparent ${t.borderColor} transparent`,
  borderRadius: 0,
  "&:hover": {
    borderColor: `transparent transparent ${t.hoverBorderColor} transparent`,
    backgroundColor: e.hoverBg
  },
  "&:focus, &:focus-within": {
    borderColor: `transparent transparent ${t.activeBorderColor} transparent`,
    outline: 0,
    backgroundColor: e.activeBg
  }
}), Sf = (e, t) => ({
  [`&${e.componentCls}-status-${t.status}:not(${e.componentCls}-disabled)`]: Object.assign(Object.assign({}, Jg(e, t)), {
    [`${e.componentCls}-prefix, ${e.componentCls}-suffix`]: {
      color: t.affixColor
    }
  }),
  [`&${e.componentCls}-status-${t.status}${e.componentCls}-disabled`]: {
    borderColor: `transparent transparent ${t.borderColor} transparent`
  }
}), SI = (e, t) => ({
  "&-underlined": Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({}, Jg(e, {
    borderColor: e.colorBorder,
    hoverBorderColor: e.hoverBorderColor,
    activeBorderColor: e.activeBorderColor,
    activeShadow: e.activeShadow
  })), {
    // >>>>> Disabled
    [`&${e.componentCls}-disabled, &[disabled]`]: {
      color: e.colorTextDisabled,
      boxShadow: "none",
      cursor: "not-allowed",
      "&:hover": {
        borderColor: `transparent transparent ${e.colorBorder} transparent`
      }
    },
    "input[disabled], textarea[disabled]": {
      cursor: "not-allowed"
    }
  }), Sf(e, {
    status: "error",
    borderColor: e.colorError,
    hoverBorderColor: e.colorErrorBorderHover,
    activeBorderColor: e.colorError,
    activeShadow: e.errorActiveShadow,
    affixColor: e.colorError
  })), Sf(e, {
    status: "warning",
    borderColor: e.colorWarning,
    hoverBorderColor: e.colorWarningBorderHover,
    activeBorderColor: e.colorWarning,
    activeShadow: e.warningActiveShadow,
    affixColor: e.colorWarning
  })), t)
}), CI = (e) => ({
  // Firefox
  "&::-moz-placeholder": {
    opacity: 1
  },
  "&::placeholder": {
    color: e,
    userSelect: "none"
    // https://github.com/ant-design/ant-design/pull/32639
  },
  "&:placeholder-shown": {
    textOverflow: "ellipsis"
  }
}), ep = (e) => {
  const {
    paddingBlockLG: t,
    lineHeightLG: n,
    borderRadiusLG: r,
    paddingInlineLG: o
  } = e;
  return {
    padding: `${H(t)} ${H(o)}`,
    fontSize: e.inputFontSizeLG,
    lineHeight: n,
    borderRadius: r
  };
}, Gc = (e) => ({
  padding: `${H(e.paddingBlockSM)} ${H(e.paddingInlineSM)}`,
  fontSize: e.inputFontSizeSM,
  borderRadius: e.borderRadiusSM
}), kc = (e) => Object.assign(Object.assign({
  position: "relative",
  display: "inline-block",
  width: "100%",
  minWidth: 0,
  padding: `${H(e.paddingBlock)} ${H(e.paddingInline)}`,
  color: e.colorText,
  fontSize: e.inputFontSize,
  lineHeight: e.lineHeight,
  borderRadius: e.borderRadius,
  transition: `all ${e.motionDurationMid}`
}, CI(e.colorTextPlaceholder)), {
  // Size
  "&-lg": Object.assign({}, ep(e)),
  "&-sm": Object.assign({}, Gc(e)),
  // RTL
  "&-rtl, &-textarea-rtl": {
    direction: "rtl"
  }
}), $I = (e) => {
  const {
    componentCls: t,
    antCls: n
  } = e;
  return {
    position: "relative",
    display: "table",
    width: "100%",
    borderCollapse: "separate",
    borderSpacing: 0,
    // Undo padding and float of grid classes
    "&[class*='col-']": {
      paddingInlineEnd: e.paddingXS,
      "&:last-child": {
        paddingInlineEnd: 0
      }
    },
    // Sizing options
    [`&-lg ${t}, &-lg > ${t}-group-addon`]: Object.assign({}, ep(e)),
    [`&-sm ${t}, &-sm > ${t}-group-addon`]: Object.assign({}, Gc(e)),
    // Fix https://github.com/ant-design/ant-design/issues/5754
    [`&-lg ${n}-select-single ${n}-select-selector`]: {
      height: e.controlHeightLG
    },
    [`&-sm ${n}-select-single ${n}-select-selector`]: {
      height: e.controlHeightSM
    },
    [`> ${t}`]: {
      display: "table-cell",
      "&:not(:first-child):not(:last-child)": {
        borderRadius: 0
      }
    },
    [`${t}-group`]: {
      "&-addon, &-wrap": {
        display: "table-cell",
        width: 1,
        whiteSpace: "nowrap",
        verticalAlign: "middle",
        "&:not(:first-child):not(:last-child)": {
          borderRadius: 0
        }
      },
      "&-wrap > *": {
        display: "block !important"
      },
      "&-addon": {
        position: "relative",
        padding: `0 ${H(e.paddingInline)}`,
        color: e.colorText,
        fontWeight: "normal",
        fontSize: e.inputFontSize,
        textAlign: "center",
        borderRadius: e.borderRadius,
        transition: `all ${e.motionDurationSlow}`,
        lineHeight: 1,
        // Reset Select's style in addon
        [`${n}-select`]: {
          margin: `${H(e.calc(e.paddingBlock).add(1).mul(-1).equal())} ${H(e.calc(e.paddingInline).mul(-1).equal())}`,
          [`&${n}-select-single:not(${n}-select-customize-input):not(${n}-pagination-size-changer)`]: {
            [`${n}-select-selector`]: {
              backgroundColor: "inherit",
              border: `${H(e.lineWidth)} ${e.lineType} transparent`,
              boxShadow: "none"
            }
          }
        },
        // https://github.com/ant-design/ant-design/issues/31333
        [`${n}-cascader-picker`]: {
          margin: `-9px ${H(e.calc(e.paddingInline).mul(-1).equal())}`,
          backgroundColor: "transparent",
          [`${n}-cascader-input`]: {
            textAlign: "start",
            border: 0,
            boxShadow: "none"
          }
        }
      }
    },
    [t]: {
      width: "100%",
      marginBottom: 0,
      textAlign: "inherit",
      "&:focus": {
        zIndex: 1,
        // Fix https://gw.alipayobjects.com/zos/rmsportal/DHNpoqfMXSfrSnlZvhsJ.png
        borderInlineEndWidth: 1
      },
      "&:hover": {
        zIndex: 1,
        borderInlineEndWidth: 1,
        [`${t}-search-with-button &`]: {
          zIndex: 0
        }
      }
    },
    // Reset rounded corners
    [`> ${t}:first-child, ${t}-group-addon:first-child`]: {
      borderStartEndRadius: 0,
      borderEndEndRadius: 0,
      // Reset Select's style in addon
      [`${n}-select ${n}-select-selector`]: {
        borderStartEndRadius: 0,
        borderEndEndRadius: 0
      }
    },
    [`> ${t}-affix-wrapper`]: {
      [`&:not(:first-child) ${t}`]: {
        borderStartStartRadius: 0,
        borderEndStartRadius: 0
      },
      [`&:not(:last-child) ${t}`]: {
        borderStartEndRadius: 0,
        borderEndEndRadius: 0
      }
    },
    [`> ${t}:last-child, ${t}-group-addon:last-child`]: {
      borderStartStartRadius: 0,
      borderEndStartRadius: 0,
      // Reset Select's style in addon
      [`${n}-select ${n}-select-selector`]: {
        borderStartStartRadius: 0,
        borderEndStartRadius: 0
      }
    },
    [`${t}-affix-wrapper`]: {
      "&:not(:last-child)": {
        borderStartEndRadius: 0,
        borderEndEndRadius: 0,
        [`${t}-search &`]: {
          borderStartStartRadius: e.borderRadius,
          borderEndStartRadius: e.borderRadius
        }
      },
      [`&:not(:first-child), ${t}-search &:not(:first-child)`]: {
        borderStartStartRadius: 0,
        borderEndStartRadius: 0
      }
    },
    [`&${t}-group-compact`]: Object.assign(Object.assign({
      display: "block"
    }, da()), {
      [`${t}-group-addon, ${t}-group-wrap, > ${t}`]: {
        "&:not(:first-child):not(:last-child)": {
          borderInlineEndWidth: e.lineWidth,
          "&:hover, &:focus": {
            zIndex: 1
          }
        }
      },
      "& > *": {
        display: "inline-flex",
        float: "none",
        verticalAlign: "top",
        // https://github.com/ant-design/ant-design-pro/issues/139
        borderRadius: 0
      },
      [`
        & > ${t}-affix-wrapper,
        & > ${t}-number-affix-wrapper,
        & > ${n}-picker-range
      `]: {
        display: "inline-flex"
      },
      "& > *:not(:last-child)": {
        marginInlineEnd: e.calc(e.lineWidth).mul(-1).equal(),
        borderInlineEndWidth: e.lineWidth
      },
      // Undo float for .ant-input-group .ant-input
      [t]: {
        float: "none"
      },
      // reset border for Select, DatePicker, AutoComplete, Cascader, Mention, TimePicker, Input
      [`& > ${n}-select > ${n}-select-selector,
      & > ${n}-select-auto-complete ${t},
      & > ${n}-cascader-picker ${t},
      & > ${t}-group-wrapper ${t}`]: {
        borderInlineEndWidth: e.lineWidth,
        borderRadius: 0,
        "&:hover, &:focus": {
          zIndex: 1
        }
      },
      [`& > ${n}-select-focused`]: {
        zIndex: 1
      },
      // update z-index for arrow icon
      [`& > ${n}-select > ${n}-select-arrow`]: {
        zIndex: 1
        // https://github.com/ant-design/ant-design/issues/20371
      },
      [`& > *:first-child,
      & > ${n}-select:first-child > ${n}-select-selector,
      & > ${n}-select-auto-complete:first-child ${t},
      & > ${n}-cascader-picker:first-child ${t}`]: {
        borderStartStartRadius: e.borderRadius,
        borderEndStartRadius: e.borderRadius
      },
      [`& > *:last-child,
      & > ${n}-select:last-child > ${n}-select-selector,
      & > ${n}-cascader-picker:last-child ${t},
      & > ${n}-cascader-picker-focused:last-child ${t}`]: {
        borderInlineEndWidth: e.lineWidth,
        borderStartEndRadius: e.borderRadius,
        borderEndEndRadius: e.borderRadius
      },
      // https://github.com/ant-design/ant-design/issues/12493
      [`& > ${n}-select-auto-complete ${t}`]: {
        verticalAlign: "top"
      },
      [`${t}-group-wrapper + ${t}-group-wrapper`]: {
        marginInlineStart: e.calc(e.lineWidth).mul(-1).equal(),
        [`${t}-affix-wrapper`]: {
          borderRadius: 0
        }
      },
      [`${t}-group-wrapper:not(:last-child)`]: {
        [`&${t}-search > ${t}-group`]: {
          [`& > ${t}-group-addon > ${t}-search-button`]: {
            borderRadius: 0
          },
          [`& > ${t}`]: {
            borderStartStartRadius: e.borderRadius,
            borderStartEndRadius: 0,
            borderEndEndRadius: 0,
            borderEndStartRadius: e.borderRadius
          }
        }
      }
    })
  };
}, xI = (e) => {
  const {
    componentCls: t,
    controlHeightSM: n,
    lineWidth: r,
    calc: o
  } = e, i = o(n).sub(o(r).mul(2)).sub(16).div(2).equal();
  return {
    [t]: Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({}, Qt(e)), kc(e)), gI(e)), bI(e)), hI(e)), SI(e)), {
      '&[type="color"]': {
        height: e.controlHeight,
        [`&${t}-lg`]: {
          height: e.controlHeightLG
        },
        [`&${t}-sm`]: {
          height: n,
          paddingTop: i,
          paddingBottom: i
        }
      },
      '&[type="search"]::-webkit-search-cancel-button, &[type="search"]::-webkit-search-decoration': {
        appearance: "none"
      }
    })
  };
}, wI = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    // ========================= Input =========================
    [`${t}-clear-icon`]: {
      margin: 0,
      padding: 0,
      lineHeight: 0,
      color: e.colorTextQuaternary,
      fontSize: e.fontSizeIcon,
      verticalAlign: -1,
      // https://github.com/ant-design/ant-design/pull/18151
      // https://codesandbox.io/s/wizardly-sun-u10br
      cursor: "pointer",
      transition: `color ${e.motionDurationSlow}`,
      border: "none",
      outline: "none",
      backgroundColor: "transparent",
      "&:hover": {
        color: e.colorIcon
      },
      "&:active": {
        color: e.colorText
      },
      "&-hidden": {
        visibility: "hidden"
      },
      "&-has-suffix": {
        margin: `0 ${H(e.inputAffixPadding)}`
      }
    }
  };
}, EI = (e) => {
  const {
    componentCls: t,
    inputAffixPadding: n,
    colorTextDescription: r,
    motionDurationSlow: o,
    colorIcon: a,
    colorIconHover: i,
    iconCls: s
  } = e, c = `${t}-affix-wrapper`, u = `${t}-affix-wrapper-disabled`;
  return {
    [c]: Object.assign(Object.assign(Object.assign(Object.assign({}, kc(e)), {
      display: "inline-flex",
      [`&:not(${t}-disabled):hover`]: {
        zIndex: 1,
        [`${t}-search-with-button &`]: {
          zIndex: 0
        }
      },
      "&-focused, &:focus": {
        zIndex: 1
      },
      [`> input${t}`]: {
        padding: 0
      },
      [`> input${t}, > textarea${t}`]: {
        fontSize: "inherit",
        border: "none",
        borderRadius: 0,
        outline: "none",
        background: "transparent",
        color: "inherit",
        "&::-ms-reveal": {
          display: "none"
        },
        "&:focus": {
          boxShadow: "none !important"
        }
      },
      "&::before": {
        display: "inline-block",
        width: 0,
        visibility: "hidden",
        content: '"\\a0"'
      },
      [t]: {
        "&-prefix, &-suffix": {
          display: "flex",
          flex: "none",
          alignItems: "center",
          "> *:not(:last-child)": {
            marginInlineEnd: e.paddingXS
          }
        },
        "&-show-count-suffix": {
          color: r,
          direction: "ltr"
        },
        "&-show-count-has-suffix": {
          marginInlineEnd: e.paddingXXS
        },
        "&-prefix": {
          marginInlineEnd: n
        },
        "&-suffix": {
          marginInlineStart: n
        }
      }
    }), wI(e)), {
      // password
      [`${s}${t}-password-icon`]: {
        color: a,
        cursor: "pointer",
        transition: `all ${o}`,
        "&:hover": {
          color: i
        }
      }
    }),
    // 覆盖 affix-wrapper borderRadius！
    [`${t}-underlined`]: {
      borderRadius: 0
    },
    [u]: {
      // password disabled
      [`${s}${t}-password-icon`]: {
        color: a,
        cursor: "not-allowed",
        "&:hover": {
          color: a
        }
      }
    }
  };
}, OI = (e) => {
  const {
    componentCls: t,
    borderRadiusLG: n,
    borderRadiusSM: r
  } = e;
  return {
    [`${t}-group`]: Object.assign(Object.assign(Object.assign({}, Qt(e)), $I(e)), {
      "&-rtl": {
        direction: "rtl"
      },
      "&-wrapper": Object.assign(Object.assign(Object.assign({
        display: "inline-block",
        width: "100%",
        textAlign: "start",
        verticalAlign: "top",
        "&-rtl": {
          direction: "rtl"
        },
        // Size
        "&-lg": {
          [`${t}-group-addon`]: {
            borderRadius: n,
            fontSize: e.inputFontSizeLG
          }
        },
        "&-sm": {
          [`${t}-group-addon`]: {
            borderRadius: r
          }
        }
      }, pI(e)), yI(e)), {
        // '&-disabled': {
        //   [`${componentCls}-group-addon`]: {
        //     ...genDisabledStyle(token),
        //   },
        // },
        // Fix the issue of using icons in Space Compact mode
        // https://github.com/ant-design/ant-design/issues/42122
        [`&:not(${t}-compact-first-item):not(${t}-compact-last-item)${t}-compact-item`]: {
          [`${t}, ${t}-group-addon`]: {
            borderRadius: 0
          }
        },
        [`&:not(${t}-compact-last-item)${t}-compact-first-item`]: {
          [`${t}, ${t}-group-addon`]: {
            borderStartEndRadius: 0,
            borderEndEndRadius: 0
          }
        },
        [`&:not(${t}-compact-first-item)${t}-compact-last-item`]: {
          [`${t}, ${t}-group-addon`]: {
            borderStartStartRadius: 0,
            borderEndStartRadius: 0
          }
        },
        // Fix the issue of input use show-count param in space compact mode
        // https://github.com/ant-design/ant-design/issues/46872
        [`&:not(${t}-compact-last-item)${t}-compact-item`]: {
          [`${t}-affix-wrapper`]: {
            borderStartEndRadius: 0,
            borderEndEndRadius: 0
          }
        },
        // Fix the issue of input use `addonAfter` param in space compact mode
        // https://github.com/ant-design/ant-design/issues/52483
        [`&:not(${t}-compact-first-item)${t}-compact-item`]: {
          [`${t}-affix-wrapper`]: {
            borderStartStartRadius: 0,
            borderEndStartRadius: 0
          }
        }
      })
    })
  };
}, II = (e) => {
  const {
    componentCls: t,
    antCls: n
  } = e, r = `${t}-search`;
  return {
    [r]: {
      [t]: {
        "&:not([disabled]):hover, &:not([disabled]):focus": {
          [`+ ${t}-group-addon ${r}-button:not(${n}-btn-color-primary):not(${n}-btn-variant-text)`]: {
            borderInlineStartColor: e.colorPrimaryHover
          }
        }
      },
      [`${t}-affix-wrapper`]: {
        height: e.controlHeight,
        borderRadius: 0
      },
      // fix slight height diff in Firefox:
      // https://ant.design/components/auto-complete-cn/#auto-complete-demo-certain-category
      [`${t}-lg`]: {
        lineHeight: e.calc(e.lineHeightLG).sub(2e-4).equal()
      },
      [`> ${t}-group`]: {
        [`> ${t}-group-addon:last-child`]: {
          insetInlineStart: -1,
          padding: 0,
          border: 0,
          [`${r}-button`]: {
            // Fix https://github.com/ant-design/ant-design/issues/47150
            marginInlineEnd: -1,
            borderStartStartRadius: 0,
            borderEndStartRadius: 0,
            boxShadow: "none"
          },
          [`${r}-button:not(${n}-btn-color-primary)`]: {
            color: e.colorTextDescription,
            "&:not([disabled]):hover": {
              color: e.colorPrimaryHover
            },
            "&:active": {
              color: e.colorPrimaryActive
            },
            [`&${n}-btn-loading::before`]: {
              inset: 0
            }
          }
        }
      },
      [`${r}-button`]: {
        height: e.controlHeight,
        "&:hover, &:focus": {
          zIndex: 1
        }
      },
      "&-large": {
        [`${t}-affix-wrapper, ${r}-button`]: {
          height: e.controlHeightLG
        }
      },
      "&-small": {
        [`${t}-affix-wrapper, ${r}-button`]: {
          height: e.controlHeightSM
        }
      },
      "&-rtl": {
        direction: "rtl"
      },
      // ===================== Compact Item Customized Styles =====================
      [`&${t}-compact-item`]: {
        [`&:not(${t}-compact-last-item)`]: {
          [`${t}-group-addon`]: {
            [`${t}-search-button`]: {
              marginInlineEnd: e.calc(e.lineWidth).mul(-1).equal(),
              borderRadius: 0
            }
          }
        },
        [`&:not(${t}-compact-first-item)`]: {
          [`${t},${t}-affix-wrapper`]: {
            borderRadius: 0
          }
        },
        [`> ${t}-group-addon ${t}-search-button,
        > ${t},
        ${t}-affix-wrapper`]: {
          "&:hover, &:focus, &:active": {
            zIndex: 2
          }
        },
        [`> ${t}-affix-wrapper-focused`]: {
          zIndex: 2
        }
      }
    }
  };
}, PI = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`${t}-out-of-range`]: {
      [`&, & input, & textarea, ${t}-show-count-suffix, ${t}-data-count`]: {
        color: e.colorError
      }
    }
  };
}, RI = Lt(["Input", "Shared"], (e) => {
  const t = xt(e, Fi(e));
  return [xI(t), EI(t)];
}, Hi, {
  resetFont: !1
});
Lt(["Input", "Component"], (e) => {
  const t = xt(e, Fi(e));
  return [
    OI(t),
    II(t),
    PI(t),
    // =====================================================
    // ==             Space Compact                       ==
    // =====================================================
    xc(t)
  ];
}, Hi, {
  resetFont: !1
});
var MI = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M482 152h60q8 0 8 8v704q0 8-8 8h-60q-8 0-8-8V160q0-8 8-8z" } }, { tag: "path", attrs: { d: "M192 474h672q8 0 8 8v60q0 8-8 8H160q-8 0-8-8v-60q0-8 8-8z" } }] }, name: "plus", theme: "outlined" }, TI = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: MI
  }));
}, NI = /* @__PURE__ */ l.forwardRef(TI);
const Wi = /* @__PURE__ */ ia(null);
var _I = function(t) {
  var n = t.activeTabOffset, r = t.horizontal, o = t.rtl, a = t.indicator, i = a === void 0 ? {} : a, s = i.size, c = i.align, u = c === void 0 ? "center" : c, d = Ct(), f = k(d, 2), m = f[0], g = f[1], p = we(), h = D.useCallback(function(y) {
    return typeof s == "function" ? s(y) : typeof s == "number" ? s : y;
  }, [s]);
  function v() {
    _t.cancel(p.current);
  }
  return Mt(function() {
    var y = {};
    if (n)
      if (r) {
        y.width = h(n.width);
        var b = o ? "right" : "left";
        u === "start" && (y[b] = n[b]), u === "center" && (y[b] = n[b] + n.width / 2, y.transform = o ? "translateX(50%)" : "translateX(-50%)"), u === "end" && (y[b] = n[b] + n.width, y.transform = "translateX(-100%)");
      } else
        y.height = h(n.height), u === "start" && (y.top = n.top), u === "center" && (y.top = n.top + n.height / 2, y.transform = "translateY(-50%)"), u === "end" && (y.top = n.top + n.height, y.transform = "translateY(-100%)");
    return v(), p.current = _t(function() {
      var S = m && y && Object.keys(y).every(function(x) {
        var $ = y[x], C = m[x];
        return typeof $ == "number" && typeof C == "number" ? Math.round($) === Math.round(C) : $ === C;
      });
      S || g(y);
    }), v;
  }, [JSON.stringify(n), r, o, u, h]), {
    style: m
  };
}, Cf = {
  width: 0,
  height: 0,
  left: 0,
  top: 0
};
function jI(e, t, n) {
  return wn(function() {
    for (var r, o = /* @__PURE__ */ new Map(), a = t.get((r = e[0]) === null || r === void 0 ? void 0 : r.key) || Cf, i = a.left + a.width, s = 0; s < e.length; s += 1) {
      var c = e[s].key, u = t.get(c);
      if (!u) {
        var d;
        u = t.get((d = e[s - 1]) === null || d === void 0 ? void 0 : d.key) || Cf;
      }
      var f = o.get(c) || j({}, u);
      f.right = i - f.left - f.width, o.set(c, f);
    }
    return o;
  }, [e.map(function(r) {
    return r.key;
  }).join("_"), t, n]);
}
function $f(e, t) {
  var n = l.useRef(e), r = l.useState({}), o = k(r, 2), a = o[1];
  function i(s) {
    var c = typeof s == "function" ? s(n.current) : s;
    c !== n.current && t(c, n.current), n.current = c, a({});
  }
  return [n.current, i];
}
var zI = 0.1, xf = 0.01, qa = 20, wf = Math.pow(0.995, qa);
function AI(e, t) {
  var n = Ct(), r = k(n, 2), o = r[0], a = r[1], i = Ct(0), s = k(i, 2), c = s[0], u = s[1], d = Ct(0), f = k(d, 2), m = f[0], g = f[1], p = Ct(), h = k(p, 2), v = h[0], y = h[1], b = we();
  function S(O) {
    var I = O.touches[0], M = I.screenX, P = I.screenY;
    a({
      x: M,
      y: P
    }), window.clearInterval(b.current);
  }
  function x(O) {
    if (o) {
      var I = O.touches[0], M = I.screenX, P = I.screenY;
      a({
        x: M,
        y: P
      });
      var R = M - o.x, T = P - o.y;
      t(R, T);
      var L = Date.now();
      u(L), g(L - c), y({
        x: R,
        y: T
      });
    }
  }
  function $() {
    if (o && (a(null), y(null), v)) {
      var O = v.x / m, I = v.y / m, M = Math.abs(O), P = Math.abs(I);
      if (Math.max(M, P) < zI) return;
      var R = O, T = I;
      b.current = window.setInterval(function() {
        if (Math.abs(R) < xf && Math.abs(T) < xf) {
          window.clearInterval(b.current);
          return;
        }
        R *= wf, T *= wf, t(R * qa, T * qa);
      }, qa);
    }
  }
  var C = we();
  function E(O) {
    var I = O.deltaX, M = O.deltaY, P = 0, R = Math.abs(I), T = Math.abs(M);
    R === T ? P = C.current === "x" ? I : M : R > T ? (P = I, C.current = "x") : (P = M, C.current = "y"), t(-P, -P) && O.preventDefault();
  }
  var w = we(null);
  w.current = {
    onTouchStart: S,
    onTouchMove: x,
    onTouchEnd: $,
    onWheel: E
  }, l.useEffect(function() {
    function O(R) {
      w.current.onTouchStart(R);
    }
    function I(R) {
      w.current.onTouchMove(R);
    }
    function M(R) {
      w.current.onTouchEnd(R);
    }
    function P(R) {
      w.current.onWheel(R);
    }
    return document.addEventListener("touchmove", I, {
      passive: !1
    }), document.addEventListener("touchend", M, {
      passive: !0
    }), e.current.addEventListener("touchstart", O, {
      passive: !0
    }), e.current.addEventListener("wheel", P, {
      passive: !1
    }), function() {
      document.removeEventListener("touchmove", I), document.removeEventListener("touchend", M);
    };
  }, []);
}
function tp(e) {
  var t = Ct(0), n = k(t, 2), r = n[0], o = n[1], a = we(0), i = we();
  return i.current = e, es(function() {
    var s;
    (s = i.current) === null || s === void 0 || s.call(i);
  }, [r]), function() {
    a.current === r && (a.current += 1, o(a.current));
  };
}
function LI(e) {
  var t = we([]), n = Ct({}), r = k(n, 2), o = r[1], a = we(typeof e == "function" ? e() : e), i = tp(function() {
    var c = a.current;
    t.current.forEach(function(u) {
      c = u(c);
    }), t.current = [], a.current = c, o({});
  });
  function s(c) {
    t.current.push(c), i();
  }
  return [a.current, s];
}
var Ef = {
  width: 0,
  height: 0,
  left: 0,
  top: 0,
  right: 0
};
function BI(e, t, n, r, o, a, i) {
  var s = i.tabs, c = i.tabPosition, u = i.rtl, d, f, m;
  return ["top", "bottom"].includes(c) ? (d = "width", f = u ? "right" : "left", m = Math.abs(n)) : (d = "height", f = "top", m = -n), wn(function() {
    if (!s.length)
      return [0, 0];
    for (var g = s.length, p = g, h = 0; h < g; h += 1) {
      var v = e.get(s[h].key) || Ef;
      if (Math.floor(v[f] + v[d]) > Math.floor(m + t)) {
        p = h - 1;
        break;
      }
    }
    for (var y = 0, b = g - 1; b >= 0; b -= 1) {
      var S = e.get(s[b].key) || Ef;
      if (S[f] < m) {
        y = b + 1;
        break;
      }
    }
    return y > p ? [0, -1] : [y, p];
  }, [e, t, r, o, a, m, c, s.map(function(g) {
    return g.key;
  }).join("_"), u]);
}
function Of(e) {
  var t;
  return e instanceof Map ? (t = {}, e.forEach(function(n, r) {
    t[r] = n;
  })) : t = e, JSON.stringify(t);
}
var DI = "TABS_DQ";
function np(e) {
  return String(e).replace(/"/g, DI);
}
function Uc(e, t, n, r) {
  return (
    // Only editable tabs can be removed
    !(!n || // Tabs cannot be removed when disabled
    r || // closable is false
    e === !1 || // If closable is undefined, the remove button should be hidden when closeIcon is null or false
    e === void 0 && (t === !1 || t === null))
  );
}
var rp = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.prefixCls, r = e.editable, o = e.locale, a = e.style;
  return !r || r.showAdd === !1 ? null : /* @__PURE__ */ l.createElement("button", {
    ref: t,
    type: "button",
    className: "".concat(n, "-nav-add"),
    style: a,
    "aria-label": o?.addAriaLabel || "Add tab",
    onClick: function(s) {
      r.onEdit("add", {
        event: s
      });
    }
  }, r.addIcon || "+");
}), If = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.position, r = e.prefixCls, o = e.extra;
  if (!o)
    return null;
  var a, i = {};
  return Be(o) === "object" && !/* @__PURE__ */ l.isValidElement(o) ? i = o : i.right = o, n === "right" && (a = i.right), n === "left" && (a = i.left), a ? /* @__PURE__ */ l.createElement("div", {
    className: "".concat(r, "-extra-content"),
    ref: t
  }, a) : null;
}), FI = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.prefixCls, r = e.id, o = e.tabs, a = e.locale, i = e.mobile, s = e.more, c = s === void 0 ? {} : s, u = e.style, d = e.className, f = e.editable, m = e.tabBarGutter, g = e.rtl, p = e.removeAriaLabel, h = e.onTabClick, v = e.getPopupContainer, y = e.popupClassName, b = Ct(!1), S = k(b, 2), x = S[0], $ = S[1], C = Ct(null), E = k(C, 2), w = E[0], O = E[1], I = c.icon, M = I === void 0 ? "More" : I, P = "".concat(r, "-more-popup"), R = "".concat(n, "-dropdown"), T = w !== null ? "".concat(P, "-").concat(w) : null, L = a?.dropdownAriaLabel;
  function _(X, Z) {
    X.preventDefault(), X.stopPropagation(), f.onEdit("remove", {
      key: Z,
      event: X
    });
  }
  var z = /* @__PURE__ */ l.createElement(ya, {
    onClick: function(Z) {
      var U = Z.key, q = Z.domEvent;
      h(U, q), $(!1);
    },
    prefixCls: "".concat(R, "-menu"),
    id: P,
    tabIndex: -1,
    role: "listbox",
    "aria-activedescendant": T,
    selectedKeys: [w],
    "aria-label": L !== void 0 ? L : "expanded dropdown"
  }, o.map(function(X) {
    var Z = X.closable, U = X.disabled, q = X.closeIcon, ne = X.key, le = X.label, re = Uc(Z, q, f, U);
    return /* @__PURE__ */ l.createElement(Di, {
      key: ne,
      id: "".concat(P, "-").concat(ne),
      role: "option",
      "aria-controls": r && "".concat(r, "-panel-").concat(ne),
      disabled: U
    }, /* @__PURE__ */ l.createElement("span", null, le), re && /* @__PURE__ */ l.createElement("button", {
      type: "button",
      "aria-label": p || "remove",
      tabIndex: 0,
      className: "".concat(R, "-menu-item-remove"),
      onClick: function(J) {
        J.stopPropagation(), _(J, ne);
      }
    }, q || f.removeIcon || "×"));
  }));
  function A(X) {
    for (var Z = o.filter(function(re) {
      return !re.disabled;
    }), U = Z.findIndex(function(re) {
      return re.key === w;
    }) || 0, q = Z.length, ne = 0; ne < q; ne += 1) {
      U = (U + X + q) % q;
      var le = Z[U];
      if (!le.disabled) {
        O(le.key);
        return;
      }
    }
  }
  function W(X) {
    var Z = X.which;
    if (!x) {
      [Ie.DOWN, Ie.SPACE, Ie.ENTER].includes(Z) && ($(!0), X.preventDefault());
      return;
    }
    switch (Z) {
      case Ie.UP:
        A(-1), X.preventDefault();
        break;
      case Ie.DOWN:
        A(1), X.preventDefault();
        break;
      case Ie.ESC:
        $(!1);
        break;
      case Ie.SPACE:
      case Ie.ENTER:
        w !== null && h(w, X);
        break;
    }
  }
  Mt(function() {
    var X = document.getElementById(T);
    X && X.scrollIntoView && X.scrollIntoView(!1);
  }, [w]), Mt(function() {
    x || O(null);
  }, [x]);
  var B = N({}, g ? "marginRight" : "marginLeft", m);
  o.length || (B.visibility = "hidden", B.order = 1);
  var G = V(N({}, "".concat(R, "-rtl"), g)), F = i ? null : /* @__PURE__ */ l.createElement(R2, pe({
    prefixCls: R,
    overlay: z,
    visible: o.length ? x : !1,
    onVisibleChange: $,
    overlayClassName: V(G, y),
    mouseEnterDelay: 0.1,
    mouseLeaveDelay: 0.1,
    getPopupContainer: v
  }, c), /* @__PURE__ */ l.createElement("button", {
    type: "button",
    className: "".concat(n, "-nav-more"),
    style: B,
    "aria-haspopup": "listbox",
    "aria-controls": P,
    id: "".concat(r, "-more"),
    "aria-expanded": x,
    onKeyDown: W
  }, M));
  return /* @__PURE__ */ l.createElement("div", {
    className: V("".concat(n, "-nav-operations"), d),
    style: u,
    ref: t
  }, F, /* @__PURE__ */ l.createElement(rp, {
    prefixCls: n,
    locale: a,
    editable: f
  }));
});
const HI = /* @__PURE__ */ l.memo(FI, function(e, t) {
  return (
    // https://github.com/ant-design/ant-design/issues/32544
    // We'd better remove syntactic sugar in `rc-menu` since this has perf issue
    t.tabMoving
  );
});
var VI = function(t) {
  var n = t.prefixCls, r = t.id, o = t.active, a = t.focus, i = t.tab, s = i.key, c = i.label, u = i.disabled, d = i.closeIcon, f = i.icon, m = t.closable, g = t.renderWrapper, p = t.removeAriaLabel, h = t.editable, v = t.onClick, y = t.onFocus, b = t.onBlur, S = t.onKeyDown, x = t.onMouseDown, $ = t.onMouseUp, C = t.style, E = t.tabCount, w = t.currentPosition, O = "".concat(n, "-tab"), I = Uc(m, d, h, u);
  function M(_) {
    u || v(_);
  }
  function P(_) {
    _.preventDefault(), _.stopPropagation(), h.onEdit("remove", {
      key: s,
      event: _
    });
  }
  var R = l.useMemo(function() {
    return f && typeof c == "string" ? /* @__PURE__ */ l.createElement("span", null, c) : c;
  }, [c, f]), T = l.useRef(null);
  l.useEffect(function() {
    a && T.current && T.current.focus();
  }, [a]);
  var L = /* @__PURE__ */ l.createElement("div", {
    key: s,
    "data-node-key": np(s),
    className: V(O, N(N(N(N({}, "".concat(O, "-with-remove"), I), "".concat(O, "-active"), o), "".concat(O, "-disabled"), u), "".concat(O, "-focus"), a)),
    style: C,
    onClick: M
  }, /* @__PURE__ */ l.createElement("div", {
    ref: T,
    role: "tab",
    "aria-selected": o,
    id: r && "".concat(r, "-tab-").concat(s),
    className: "".concat(O, "-btn"),
    "aria-controls": r && "".concat(r, "-panel-").concat(s),
    "aria-disabled": u,
    tabIndex: u ? null : o ? 0 : -1,
    onClick: function(z) {
      z.stopPropagation(), M(z);
    },
    onKeyDown: S,
    onMouseDown: x,
    onMouseUp: $,
    onFocus: y,
    onBlur: b
  }, a && /* @__PURE__ */ l.createElement("div", {
    "aria-live": "polite",
    style: {
      width: 0,
      height: 0,
      position: "absolute",
      overflow: "hidden",
      opacity: 0
    }
  }, "Tab ".concat(w, " of ").concat(E)), f && /* @__PURE__ */ l.createElement("span", {
    className: "".concat(O, "-icon")
  }, f), c && R), I && /* @__PURE__ */ l.createElement("button", {
    type: "button",
    role: "tab",
    "aria-label": p || "remove",
    tabIndex: o ? 0 : -1,
    className: "".concat(O, "-remove"),
    onClick: function(z) {
      z.stopPropagation(), P(z);
    }
  }, d || h.removeIcon || "×"));
  return g ? g(L) : L;
}, WI = function(t, n) {
  var r = t.offsetWidth, o = t.offsetHeight, a = t.offsetTop, i = t.offsetLeft, s = t.getBoundingClientRect(), c = s.width, u = s.height, d = s.left, f = s.top;
  return Math.abs(c - r) < 1 ? [c, u, d - n.left, f - n.top] : [r, o, i, a];
}, Xr = function(t) {
  var n = t.current || {}, r = n.offsetWidth, o = r === void 0 ? 0 : r, a = n.offsetHeight, i = a === void 0 ? 0 : a;
  if (t.current) {
    var s = t.current.getBoundingClientRect(), c = s.width, u = s.height;
    if (Math.abs(c - o) < 1)
      return [c, u];
  }
  return [o, i];
}, _a = function(t, n) {
  return t[n ? 0 : 1];
}, Pf = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.className, r = e.style, o = e.id, a = e.animated, i = e.activeKey, s = e.rtl, c = e.extra, u = e.editable, d = e.locale, f = e.tabPosition, m = e.tabBarGutter, g = e.children, p = e.onTabClick, h = e.onTabScroll, v = e.indicator, y = l.useContext(Wi), b = y.prefixCls, S = y.tabs, x = we(null), $ = we(null), C = we(null), E = we(null), w = we(null), O = we(null), I = we(null), M = f === "top" || f === "bottom", P = $f(0, function(Le, Me) {
    M && h && h({
      direction: Le > Me ? "left" : "right"
    });
  }), R = k(P, 2), T = R[0], L = R[1], _ = $f(0, function(Le, Me) {
    !M && h && h({
      direction: Le > Me ? "top" : "bottom"
    });
  }), z = k(_, 2), A = z[0], W = z[1], B = Ct([0, 0]), G = k(B, 2), F = G[0], X = G[1], Z = Ct([0, 0]), U = k(Z, 2), q = U[0], ne = U[1], le = Ct([0, 0]), re = k(le, 2), ce = re[0], J = re[1], Y = Ct([0, 0]), te = k(Y, 2), ee = te[0], Q = te[1], K = LI(/* @__PURE__ */ new Map()), ae = k(K, 2), oe = ae[0], ue = ae[1], de = jI(S, oe, q[0]), fe = _a(F, M), ve = _a(q, M), ye = _a(ce, M), me = _a(ee, M), Fe = Math.floor(fe) < Math.floor(ve + ye), He = Fe ? fe - me : fe - ye, Xe = "".concat(b, "-nav-operations-hidden"), qe = 0, Pe = 0;
  M && s ? (qe = 0, Pe = Math.max(0, ve - He)) : (qe = Math.min(0, He - ve), Pe = 0);
  function Ue(Le) {
    return Le < qe ? qe : Le > Pe ? Pe : Le;
  }
  var Re = we(null), Ve = Ct(), Te = k(Ve, 2), be = Te[0], Ne = Te[1];
  function he() {
    Ne(Date.now());
  }
  function Ee() {
    Re.current && clearTimeout(Re.current);
  }
  AI(E, function(Le, Me) {
    function Je(ft, xe) {
      ft(function(Ge) {
        var rt = Ue(Ge + xe);
        return rt;
      });
    }
    return Fe ? (M ? Je(L, Le) : Je(W, Me), Ee(), he(), !0) : !1;
  }), Mt(function() {
    return Ee(), be && (Re.current = setTimeout(function() {
      Ne(0);
    }, 100)), Ee;
  }, [be]);
  var tt = BI(
    de,
    // Container
    He,
    // Transform
    M ? T : A,
    // Tabs
    ve,
    // Add
    ye,
    // Operation
    me,
    j(j({}, e), {}, {
      tabs: S
    })
  ), Ke = k(tt, 2), pt = Ke[0], wt = Ke[1], Dt = Zt(function() {
    var Le = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : i, Me = de.get(Le) || {
      width: 0,
      height: 0,
      left: 0,
      right: 0,
      top: 0
    };
    if (M) {
      var Je = T;
      s ? Me.right < T ? Je = Me.right : Me.right + Me.width > T + He && (Je = Me.right + Me.width - He) : Me.left < -T ? Je = -Me.left : Me.left + Me.width > -T + He && (Je = -(Me.left + Me.width - He)), W(0), L(Ue(Je));
    } else {
      var ft = A;
      Me.top < -A ? ft = -Me.top : Me.top + Me.height > -A + He && (ft = -(Me.top + Me.height - He)), L(0), W(Ue(ft));
    }
  }), Ft = Ct(), ht = k(Ft, 2), it = ht[0], Ye = ht[1], bt = Ct(!1), vt = k(bt, 2), Ae = vt[0], Ze = vt[1], We = S.filter(function(Le) {
    return !Le.disabled;
  }).map(function(Le) {
    return Le.key;
  }), ge = function(Me) {
    var Je = We.indexOf(it || i), ft = We.length, xe = (Je + Me + ft) % ft, Ge = We[xe];
    Ye(Ge);
  }, ie = function(Me, Je) {
    var ft = We.indexOf(Me), xe = S.find(function(rt) {
      return rt.key === Me;
    }), Ge = Uc(xe?.closable, xe?.closeIcon, u, xe?.disabled);
    Ge && (Je.preventDefault(), Je.stopPropagation(), u.onEdit("remove", {
      key: Me,
      event: Je
    }), ft === We.length - 1 ? ge(-1) : ge(1));
  }, se = function(Me, Je) {
    Ze(!0), Je.button === 1 && ie(Me, Je);
  }, Ce = function(Me) {
    var Je = Me.code, ft = s && M, xe = We[0], Ge = We[We.length - 1];
    switch (Je) {
      // LEFT
      case "ArrowLeft": {
        M && ge(ft ? 1 : -1);
        break;
      }
      // RIGHT
      case "ArrowRight": {
        M && ge(ft ? -1 : 1);
        break;
      }
      // UP
      case "ArrowUp": {
        Me.preventDefault(), M || ge(-1);
        break;
      }
      // DOWN
      case "ArrowDown": {
        Me.preventDefault(), M || ge(1);
        break;
      }
      // HOME
      case "Home": {
        Me.preventDefault(), Ye(xe);
        break;
      }
      // END
      case "End": {
        Me.preventDefault(), Ye(Ge);
        break;
      }
      // Enter & Space
      case "Enter":
      case "Space": {
        Me.preventDefault(), p(it ?? i, Me);
        break;
      }
      // Backspace
      case "Backspace":
      case "Delete": {
        ie(it, Me);
        break;
      }
    }
  }, _e = {};
  M ? _e[s ? "marginRight" : "marginLeft"] = m : _e.marginTop = m;
  var je = S.map(function(Le, Me) {
    var Je = Le.key;
    return /* @__PURE__ */ l.createElement(VI, {
      id: o,
      prefixCls: b,
      key: Je,
      tab: Le,
      style: Me === 0 ? void 0 : _e,
      closable: Le.closable,
      editable: u,
      active: Je === i,
      focus: Je === it,
      renderWrapper: g,
      removeAriaLabel: d?.removeAriaLabel,
      tabCount: We.length,
      currentPosition: Me + 1,
      onClick: function(xe) {
        p(Je, xe);
      },
      onKeyDown: Ce,
      onFocus: function() {
        Ae || Ye(Je), Dt(Je), he(), E.current && (s || (E.current.scrollLeft = 0), E.current.scrollTop = 0);
      },
      onBlur: function() {
        Ye(void 0);
      },
      onMouseDown: function(xe) {
        return se(Je, xe);
      },
      onMouseUp: function() {
        Ze(!1);
      }
    });
  }), lt = function() {
    return ue(function() {
      var Me, Je = /* @__PURE__ */ new Map(), ft = (Me = w.current) === null || Me === void 0 ? void 0 : Me.getBoundingClientRect();
      return S.forEach(function(xe) {
        var Ge, rt = xe.key, kt = (Ge = w.current) === null || Ge === void 0 ? void 0 : Ge.querySelector('[data-node-key="'.concat(np(rt), '"]'));
        if (kt) {
          var Jt = WI(kt, ft), Sn = k(Jt, 4), Cn = Sn[0], rn = Sn[1], $n = Sn[2], xn = Sn[3];
          Je.set(rt, {
            width: Cn,
            height: rn,
            left: $n,
            top: xn
          });
        }
      }), Je;
    });
  };
  Mt(function() {
    lt();
  }, [S.map(function(Le) {
    return Le.key;
  }).join("_")]);
  var ut = tp(function() {
    var Le = Xr(x), Me = Xr($), Je = Xr(C);
    X([Le[0] - Me[0] - Je[0], Le[1] - Me[1] - Je[1]]);
    var ft = Xr(I);
    J(ft);
    var xe = Xr(O);
    Q(xe);
    var Ge = Xr(w);
    ne([Ge[0] - ft[0], Ge[1] - ft[1]]), lt();
  }), et = S.slice(0, pt), dt = S.slice(wt + 1), zt = [].concat($e(et), $e(dt)), jt = de.get(i), At = _I({
    activeTabOffset: jt,
    horizontal: M,
    indicator: v,
    rtl: s
  }), Gt = At.style;
  Mt(function() {
    Dt();
  }, [i, qe, Pe, Of(jt), Of(de), M]), Mt(function() {
    ut();
  }, [s]);
  var yt = !!zt.length, Ot = "".concat(b, "-nav-wrap"), Se, Oe, Qe, st;
  return M ? s ? (Oe = T > 0, Se = T !== Pe) : (Se = T < 0, Oe = T !== qe) : (Qe = A < 0, st = A !== qe), /* @__PURE__ */ l.createElement(zn, {
    onResize: ut
  }, /* @__PURE__ */ l.createElement("div", {
    ref: Sr(t, x),
    role: "tablist",
    "aria-orientation": M ? "horizontal" : "vertical",
    className: V("".concat(b, "-nav"), n),
    style: r,
    onKeyDown: function() {
      he();
    }
  }, /* @__PURE__ */ l.createElement(If, {
    ref: $,
    position: "left",
    extra: c,
    prefixCls: b
  }), /* @__PURE__ */ l.createElement(zn, {
    onResize: ut
  }, /* @__PURE__ */ l.createElement("div", {
    className: V(Ot, N(N(N(N({}, "".concat(Ot, "-ping-left"), Se), "".concat(Ot, "-ping-right"), Oe), "".concat(Ot, "-ping-top"), Qe), "".concat(Ot, "-ping-bottom"), st)),
    ref: E
  }, /* @__PURE__ */ l.createElement(zn, {
    onResize: ut
  }, /* @__PURE__ */ l.createElement("div", {
    ref: w,
    className: "".concat(b, "-nav-list"),
    style: {
      transform: "translate(".concat(T, "px, ").concat(A, "px)"),
      transition: be ? "none" : void 0
    }
  }, je, /* @__PURE__ */ l.createElement(rp, {
    ref: I,
    prefixCls: b,
    locale: d,
    editable: u,
    style: j(j({}, je.length === 0 ? void 0 : _e), {}, {
      visibility: yt ? "hidden" : null
    })
  }), /* @__PURE__ */ l.createElement("div", {
    className: V("".concat(b, "-ink-bar"), N({}, "".concat(b, "-ink-bar-animated"), a.inkBar)),
    style: Gt
  }))))), /* @__PURE__ */ l.createElement(HI, pe({}, e, {
    removeAriaLabel: d?.removeAriaLabel,
    ref: O,
    prefixCls: b,
    tabs: zt,
    className: !yt && Xe,
    tabMoving: !!be
  })), /* @__PURE__ */ l.createElement(If, {
    ref: C,
    position: "right",
    extra: c,
    prefixCls: b
  })));
}), op = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.prefixCls, r = e.className, o = e.style, a = e.id, i = e.active, s = e.tabKey, c = e.children;
  return /* @__PURE__ */ l.createElement("div", {
    id: a && "".concat(a, "-panel-").concat(s),
    role: "tabpanel",
    tabIndex: i ? 0 : -1,
    "aria-labelledby": a && "".concat(a, "-tab-").concat(s),
    "aria-hidden": !i,
    style: o,
    className: V(n, i && "".concat(n, "-active"), r),
    ref: t
  }, c);
}), GI = ["renderTabBar"], kI = ["label", "key"], UI = function(t) {
  var n = t.renderTabBar, r = at(t, GI), o = l.useContext(Wi), a = o.tabs;
  if (n) {
    var i = j(j({}, r), {}, {
      // Legacy support. We do not use this actually
      panes: a.map(function(s) {
        var c = s.label, u = s.key, d = at(s, kI);
        return /* @__PURE__ */ l.createElement(op, pe({
          tab: c,
          key: u,
          tabKey: u
        }, d));
      })
    });
    return n(i, Pf);
  }
  return /* @__PURE__ */ l.createElement(Pf, r);
}, qI = ["key", "forceRender", "style", "className", "destroyInactiveTabPane"], KI = function(t) {
  var n = t.id, r = t.activeKey, o = t.animated, a = t.tabPosition, i = t.destroyInactiveTabPane, s = l.useContext(Wi), c = s.prefixCls, u = s.tabs, d = o.tabPane, f = "".concat(c, "-tabpane");
  return /* @__PURE__ */ l.createElement("div", {
    className: V("".concat(c, "-content-holder"))
  }, /* @__PURE__ */ l.createElement("div", {
    className: V("".concat(c, "-content"), "".concat(c, "-content-").concat(a), N({}, "".concat(c, "-content-animated"), d))
  }, u.map(function(m) {
    var g = m.key, p = m.forceRender, h = m.style, v = m.className, y = m.destroyInactiveTabPane, b = at(m, qI), S = g === r;
    return /* @__PURE__ */ l.createElement(kn, pe({
      key: g,
      visible: S,
      forceRender: p,
      removeOnLeave: !!(i || y),
      leavedClassName: "".concat(f, "-hidden")
    }, o.tabPaneMotion), function(x, $) {
      var C = x.style, E = x.className;
      return /* @__PURE__ */ l.createElement(op, pe({}, b, {
        prefixCls: f,
        id: n,
        tabKey: g,
        animated: d,
        active: S,
        style: j(j({}, h), C),
        className: V(v, E),
        ref: $
      }));
    });
  })));
};
function XI() {
  var e = arguments.length > 0 && arguments[0] !== void 0 ? arguments[0] : {
    inkBar: !0,
    tabPane: !1
  }, t;
  return e === !1 ? t = {
    inkBar: !1,
    tabPane: !1
  } : e === !0 ? t = {
    inkBar: !0,
    tabPane: !1
  } : t = j({
    inkBar: !0
  }, Be(e) === "object" ? e : {}), t.tabPaneMotion && t.tabPane === void 0 && (t.tabPane = !0), !t.tabPaneMotion && t.tabPane && (t.tabPane = !1), t;
}
var YI = ["id", "prefixCls", "className", "items", "direction", "activeKey", "defaultActiveKey", "editable", "animated", "tabPosition", "tabBarGutter", "tabBarStyle", "tabBarExtraContent", "locale", "more", "destroyInactiveTabPane", "renderTabBar", "onChange", "onTabClick", "onTabScroll", "getPopupContainer", "popupClassName", "indicator"], Rf = 0, ZI = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.id, r = e.prefixCls, o = r === void 0 ? "rc-tabs" : r, a = e.className, i = e.items, s = e.direction, c = e.activeKey, u = e.defaultActiveKey, d = e.editable, f = e.animated, m = e.tabPosition, g = m === void 0 ? "top" : m, p = e.tabBarGutter, h = e.tabBarStyle, v = e.tabBarExtraContent, y = e.locale, b = e.more, S = e.destroyInactiveTabPane, x = e.renderTabBar, $ = e.onChange, C = e.onTabClick, E = e.onTabScroll, w = e.getPopupContainer, O = e.popupClassName, I = e.indicator, M = at(e, YI), P = l.useMemo(function() {
    return (i || []).filter(function(ee) {
      return ee && Be(ee) === "object" && "key" in ee;
    });
  }, [i]), R = s === "rtl", T = XI(f), L = Ct(!1), _ = k(L, 2), z = _[0], A = _[1];
  Mt(function() {
    A(Rc());
  }, []);
  var W = an(function() {
    var ee;
    return (ee = P[0]) === null || ee === void 0 ? void 0 : ee.key;
  }, {
    value: c,
    defaultValue: u
  }), B = k(W, 2), G = B[0], F = B[1], X = Ct(function() {
    return P.findIndex(function(ee) {
      return ee.key === G;
    });
  }), Z = k(X, 2), U = Z[0], q = Z[1];
  Mt(function() {
    var ee = P.findIndex(function(K) {
      return K.key === G;
    });
    if (ee === -1) {
      var Q;
      ee = Math.max(0, Math.min(U, P.length - 1)), F((Q = P[ee]) === null || Q === void 0 ? void 0 : Q.key);
    }
    q(ee);
  }, [P.map(function(ee) {
    return ee.key;
  }).join("_"), G, U]);
  var ne = an(null, {
    value: n
  }), le = k(ne, 2), re = le[0], ce = le[1];
  Mt(function() {
    n || (ce("rc-tabs-".concat(Rf)), Rf += 1);
  }, []);
  function J(ee, Q) {
    C?.(ee, Q);
    var K = ee !== G;
    F(ee), K && $?.(ee);
  }
  var Y = {
    id: re,
    activeKey: G,
    animated: T,
    tabPosition: g,
    rtl: R,
    mobile: z
  }, te = j(j({}, Y), {}, {
    editable: d,
    locale: y,
    more: b,
    tabBarGutter: p,
    onTabClick: J,
    onTabScroll: E,
    extra: v,
    style: h,
    panes: null,
    getPopupContainer: w,
    popupClassName: O,
    indicator: I
  });
  return /* @__PURE__ */ l.createElement(Wi.Provider, {
    value: {
      tabs: P,
      prefixCls: o
    }
  }, /* @__PURE__ */ l.createElement("div", pe({
    ref: t,
    id: n,
    className: V(o, "".concat(o, "-").concat(g), N(N(N({}, "".concat(o, "-mobile"), z), "".concat(o, "-editable"), d), "".concat(o, "-rtl"), R), a)
  }, M), /* @__PURE__ */ l.createElement(UI, pe({}, te, {
    renderTabBar: x
  })), /* @__PURE__ */ l.createElement(KI, pe({
    destroyInactiveTabPane: S
  }, Y, {
    animated: T
  }))));
});
const QI = {
  motionAppear: !1,
  motionEnter: !0,
  motionLeave: !0
};
function JI(e, t = {
  inkBar: !0,
  tabPane: !1
}) {
  let n;
  return t === !1 ? n = {
    inkBar: !1,
    tabPane: !1
  } : t === !0 ? n = {
    inkBar: !0,
    tabPane: !0
  } : n = Object.assign({
    inkBar: !0
  }, typeof t == "object" ? t : {}), n.tabPane && (n.tabPaneMotion = Object.assign(Object.assign({}, QI), {
    motionName: _r(e, "switch")
  })), n;
}
var eP = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
function tP(e) {
  return e.filter((t) => t);
}
function nP(e, t) {
  if (e)
    return e.map((r) => {
      var o;
      const a = (o = r.destroyOnHidden) !== null && o !== void 0 ? o : r.destroyInactiveTabPane;
      return Object.assign(Object.assign({}, r), {
        // TODO: In the future, destroyInactiveTabPane in rc-tabs needs to be upgrade to destroyOnHidden
        destroyInactiveTabPane: a
      });
    });
  const n = or(t).map((r) => {
    if (/* @__PURE__ */ l.isValidElement(r)) {
      const {
        key: o,
        props: a
      } = r, i = a || {}, {
        tab: s
      } = i, c = eP(i, ["tab"]);
      return Object.assign(Object.assign({
        key: String(o)
      }, c), {
        label: s
      });
    }
    return null;
  });
  return tP(n);
}
const rP = (e) => {
  const {
    componentCls: t,
    motionDurationSlow: n
  } = e;
  return [
    {
      [t]: {
        [`${t}-switch`]: {
          "&-appear, &-enter": {
            transition: "none",
            "&-start": {
              opacity: 0
            },
            "&-active": {
              opacity: 1,
              transition: `opacity ${n}`
            }
          },
          "&-leave": {
            position: "absolute",
            transition: "none",
            inset: 0,
            "&-start": {
              opacity: 1
            },
            "&-active": {
              opacity: 0,
              transition: `opacity ${n}`
            }
          }
        }
      }
    },
    // Follow code may reuse in other components
    [li(e, "slide-up"), li(e, "slide-down")]
  ];
}, oP = (e) => {
  const {
    componentCls: t,
    tabsCardPadding: n,
    cardBg: r,
    cardGutter: o,
    colorBorderSecondary: a,
    itemSelectedColor: i
  } = e;
  return {
    [`${t}-card`]: {
      [`> ${t}-nav, > div > ${t}-nav`]: {
        [`${t}-tab`]: {
          margin: 0,
          padding: n,
          background: r,
          border: `${H(e.lineWidth)} ${e.lineType} ${a}`,
          transition: `all ${e.motionDurationSlow} ${e.motionEaseInOut}`
        },
        [`${t}-tab-active`]: {
          color: i,
          background: e.colorBgContainer
        },
        [`${t}-tab-focus:has(${t}-tab-btn:focus-visible)`]: ta(e, -3),
        [`& ${t}-tab${t}-tab-focus ${t}-tab-btn:focus-visible`]: {
          outline: "none"
        },
        [`${t}-ink-bar`]: {
          visibility: "hidden"
        }
      },
      // ========================== Top & Bottom ==========================
      [`&${t}-top, &${t}-bottom`]: {
        [`> ${t}-nav, > div > ${t}-nav`]: {
          [`${t}-tab + ${t}-tab`]: {
            marginLeft: {
              _skip_check_: !0,
              value: H(o)
            }
          }
        }
      },
      [`&${t}-top`]: {
        [`> ${t}-nav, > div > ${t}-nav`]: {
          [`${t}-tab`]: {
            borderRadius: `${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)} 0 0`
          },
          [`${t}-tab-active`]: {
            borderBottomColor: e.colorBgContainer
          }
        }
      },
      [`&${t}-bottom`]: {
        [`> ${t}-nav, > div > ${t}-nav`]: {
          [`${t}-tab`]: {
            borderRadius: `0 0 ${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)}`
          },
          [`${t}-tab-active`]: {
            borderTopColor: e.colorBgContainer
          }
        }
      },
      // ========================== Left & Right ==========================
      [`&${t}-left, &${t}-right`]: {
        [`> ${t}-nav, > div > ${t}-nav`]: {
          [`${t}-tab + ${t}-tab`]: {
            marginTop: H(o)
          }
        }
      },
      [`&${t}-left`]: {
        [`> ${t}-nav, > div > ${t}-nav`]: {
          [`${t}-tab`]: {
            borderRadius: {
              _skip_check_: !0,
              value: `${H(e.borderRadiusLG)} 0 0 ${H(e.borderRadiusLG)}`
            }
          },
          [`${t}-tab-active`]: {
            borderRightColor: {
              _skip_check_: !0,
              value: e.colorBgContainer
            }
          }
        }
      },
      [`&${t}-right`]: {
        [`> ${t}-nav, > div > ${t}-nav`]: {
          [`${t}-tab`]: {
            borderRadius: {
              _skip_check_: !0,
              value: `0 ${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)} 0`
            }
          },
          [`${t}-tab-active`]: {
            borderLeftColor: {
              _skip_check_: !0,
              value: e.colorBgContainer
            }
          }
        }
      }
    }
  };
}, aP = (e) => {
  const {
    componentCls: t,
    itemHoverColor: n,
    dropdownEdgeChildVerticalPadding: r
  } = e;
  return {
    [`${t}-dropdown`]: Object.assign(Object.assign({}, Qt(e)), {
      position: "absolute",
      top: -9999,
      left: {
        _skip_check_: !0,
        value: -9999
      },
      zIndex: e.zIndexPopup,
      display: "block",
      "&-hidden": {
        display: "none"
      },
      [`${t}-dropdown-menu`]: {
        maxHeight: e.tabsDropdownHeight,
        margin: 0,
        padding: `${H(r)} 0`,
        overflowX: "hidden",
        overflowY: "auto",
        textAlign: {
          _skip_check_: !0,
          value: "left"
        },
        listStyleType: "none",
        backgroundColor: e.colorBgContainer,
        backgroundClip: "padding-box",
        borderRadius: e.borderRadiusLG,
        outline: "none",
        boxShadow: e.boxShadowSecondary,
        "&-item": Object.assign(Object.assign({}, bo), {
          display: "flex",
          alignItems: "center",
          minWidth: e.tabsDropdownWidth,
          margin: 0,
          padding: `${H(e.paddingXXS)} ${H(e.paddingSM)}`,
          color: e.colorText,
          fontWeight: "normal",
          fontSize: e.fontSize,
          lineHeight: e.lineHeight,
          cursor: "pointer",
          transition: `all ${e.motionDurationSlow}`,
          "> span": {
            flex: 1,
            whiteSpace: "nowrap"
          },
          "&-remove": {
            flex: "none",
            marginLeft: {
              _skip_check_: !0,
              value: e.marginSM
            },
            color: e.colorIcon,
            fontSize: e.fontSizeSM,
            background: "transparent",
            border: 0,
            cursor: "pointer",
            "&:hover": {
              color: n
            }
          },
          "&:hover": {
            background: e.controlItemBgHover
          },
          "&-disabled": {
            "&, &:hover": {
              color: e.colorTextDisabled,
              background: "transparent",
              cursor: "not-allowed"
            }
          }
        })
      }
    })
  };
}, iP = (e) => {
  const {
    componentCls: t,
    margin: n,
    colorBorderSecondary: r,
    horizontalMargin: o,
    verticalItemPadding: a,
    verticalItemMargin: i,
    calc: s
  } = e;
  return {
    // ========================== Top & Bottom ==========================
    [`${t}-top, ${t}-bottom`]: {
      flexDirection: "column",
      [`> ${t}-nav, > div > ${t}-nav`]: {
        margin: o,
        "&::before": {
          position: "absolute",
          right: {
            _skip_check_: !0,
            value: 0
          },
          left: {
            _skip_check_: !0,
            value: 0
          },
          borderBottom: `${H(e.lineWidth)} ${e.lineType} ${r}`,
          content: "''"
        },
        [`${t}-ink-bar`]: {
          height: e.lineWidthBold,
          "&-animated": {
            transition: `width ${e.motionDurationSlow}, left ${e.motionDurationSlow},
            right ${e.motionDurationSlow}`
          }
        },
        [`${t}-nav-wrap`]: {
          "&::before, &::after": {
            top: 0,
            bottom: 0,
            width: e.controlHeight
          },
          "&::before": {
            left: {
              _skip_check_: !0,
              value: 0
            },
            boxShadow: e.boxShadowTabsOverflowLeft
          },
          "&::after": {
            right: {
              _skip_check_: !0,
              value: 0
            },
            boxShadow: e.boxShadowTabsOverflowRight
          },
          [`&${t}-nav-wrap-ping-left::before`]: {
            opacity: 1
          },
          [`&${t}-nav-wrap-ping-right::after`]: {
            opacity: 1
          }
        }
      }
    },
    [`${t}-top`]: {
      [`> ${t}-nav,
        > div > ${t}-nav`]: {
        "&::before": {
          bottom: 0
        },
        [`${t}-ink-bar`]: {
          bottom: 0
        }
      }
    },
    [`${t}-bottom`]: {
      [`> ${t}-nav, > div > ${t}-nav`]: {
        order: 1,
        marginTop: n,
        marginBottom: 0,
        "&::before": {
          top: 0
        },
        [`${t}-ink-bar`]: {
          top: 0
        }
      },
      [`> ${t}-content-holder, > div > ${t}-content-holder`]: {
        order: 0
      }
    },
    // ========================== Left & Right ==========================
    [`${t}-left, ${t}-right`]: {
      [`> ${t}-nav, > div > ${t}-nav`]: {
        flexDirection: "column",
        minWidth: s(e.controlHeight).mul(1.25).equal(),
        // >>>>>>>>>>> Tab
        [`${t}-tab`]: {
          padding: a,
          textAlign: "center"
        },
        [`${t}-tab + ${t}-tab`]: {
          margin: i
        },
        // >>>>>>>>>>> Nav
        [`${t}-nav-wrap`]: {
          flexDirection: "column",
          "&::before, &::after": {
            right: {
              _skip_check_: !0,
              value: 0
            },
            left: {
              _skip_check_: !0,
              value: 0
            },
            height: e.controlHeight
          },
          "&::before": {
            top: 0,
            boxShadow: e.boxShadowTabsOverflowTop
          },
          "&::after": {
            bottom: 0,
            boxShadow: e.boxShadowTabsOverflowBottom
          },
          [`&${t}-nav-wrap-ping-top::before`]: {
            opacity: 1
          },
          [`&${t}-nav-wrap-ping-bottom::after`]: {
            opacity: 1
          }
        },
        // >>>>>>>>>>> Ink Bar
        [`${t}-ink-bar`]: {
          width: e.lineWidthBold,
          "&-animated": {
            transition: `height ${e.motionDurationSlow}, top ${e.motionDurationSlow}`
          }
        },
        [`${t}-nav-list, ${t}-nav-operations`]: {
          flex: "1 0 auto",
          // fix safari scroll problem
          flexDirection: "column"
        }
      }
    },
    [`${t}-left`]: {
      [`> ${t}-nav, > div > ${t}-nav`]: {
        [`${t}-ink-bar`]: {
          right: {
            _skip_check_: !0,
            value: 0
          }
        }
      },
      [`> ${t}-content-holder, > div > ${t}-content-holder`]: {
        marginLeft: {
          _skip_check_: !0,
          value: H(s(e.lineWidth).mul(-1).equal())
        },
        borderLeft: {
          _skip_check_: !0,
          value: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`
        },
        [`> ${t}-content > ${t}-tabpane`]: {
          paddingLeft: {
            _skip_check_: !0,
            value: e.paddingLG
          }
        }
      }
    },
    [`${t}-right`]: {
      [`> ${t}-nav, > div > ${t}-nav`]: {
        order: 1,
        [`${t}-ink-bar`]: {
          left: {
            _skip_check_: !0,
            value: 0
          }
        }
      },
      [`> ${t}-content-holder, > div > ${t}-content-holder`]: {
        order: 0,
        marginRight: {
          _skip_check_: !0,
          value: s(e.lineWidth).mul(-1).equal()
        },
        borderRight: {
          _skip_check_: !0,
          value: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`
        },
        [`> ${t}-content > ${t}-tabpane`]: {
          paddingRight: {
            _skip_check_: !0,
            value: e.paddingLG
          }
        }
      }
    }
  };
}, lP = (e) => {
  const {
    componentCls: t,
    cardPaddingSM: n,
    cardPaddingLG: r,
    cardHeightSM: o,
    cardHeightLG: a,
    horizontalItemPaddingSM: i,
    horizontalItemPaddingLG: s
  } = e;
  return {
    // >>>>> shared
    [t]: {
      "&-small": {
        [`> ${t}-nav`]: {
          [`${t}-tab`]: {
            padding: i,
            fontSize: e.titleFontSizeSM
          }
        }
      },
      "&-large": {
        [`> ${t}-nav`]: {
          [`${t}-tab`]: {
            padding: s,
            fontSize: e.titleFontSizeLG,
            lineHeight: e.lineHeightLG
          }
        }
      }
    },
    // >>>>> card
    [`${t}-card`]: {
      // Small
      [`&${t}-small`]: {
        [`> ${t}-nav`]: {
          [`${t}-tab`]: {
            padding: n
          },
          [`${t}-nav-add`]: {
            minWidth: o,
            minHeight: o
          }
        },
        [`&${t}-bottom`]: {
          [`> ${t}-nav ${t}-tab`]: {
            borderRadius: `0 0 ${H(e.borderRadius)} ${H(e.borderRadius)}`
          }
        },
        [`&${t}-top`]: {
          [`> ${t}-nav ${t}-tab`]: {
            borderRadius: `${H(e.borderRadius)} ${H(e.borderRadius)} 0 0`
          }
        },
        [`&${t}-right`]: {
          [`> ${t}-nav ${t}-tab`]: {
            borderRadius: {
              _skip_check_: !0,
              value: `0 ${H(e.borderRadius)} ${H(e.borderRadius)} 0`
            }
          }
        },
        [`&${t}-left`]: {
          [`> ${t}-nav ${t}-tab`]: {
            borderRadius: {
              _skip_check_: !0,
              value: `${H(e.borderRadius)} 0 0 ${H(e.borderRadius)}`
            }
          }
        }
      },
      // Large
      [`&${t}-large`]: {
        [`> ${t}-nav`]: {
          [`${t}-tab`]: {
            padding: r
          },
          [`${t}-nav-add`]: {
            minWidth: a,
            minHeight: a
          }
        }
      }
    }
  };
}, sP = (e) => {
  const {
    componentCls: t,
    itemActiveColor: n,
    itemHoverColor: r,
    iconCls: o,
    tabsHorizontalItemMargin: a,
    horizontalItemPadding: i,
    itemSelectedColor: s,
    itemColor: c
  } = e, u = `${t}-tab`;
  return {
    [u]: {
      position: "relative",
      WebkitTouchCallout: "none",
      WebkitTapHighlightColor: "transparent",
      display: "inline-flex",
      alignItems: "center",
      padding: i,
      fontSize: e.titleFontSize,
      background: "transparent",
      border: 0,
      outline: "none",
      cursor: "pointer",
      color: c,
      "&-btn, &-remove": {
        "&:focus:not(:focus-visible), &:active": {
          color: n
        }
      },
      "&-btn": {
        outline: "none",
        transition: `all ${e.motionDurationSlow}`,
        [`${u}-icon:not(:last-child)`]: {
          marginInlineEnd: e.marginSM
        }
      },
      "&-remove": Object.assign({
        flex: "none",
        lineHeight: 1,
        marginRight: {
          _skip_check_: !0,
          value: e.calc(e.marginXXS).mul(-1).equal()
        },
        marginLeft: {
          _skip_check_: !0,
          value: e.marginXS
        },
        color: e.colorIcon,
        fontSize: e.fontSizeSM,
        background: "transparent",
        border: "none",
        outline: "none",
        cursor: "pointer",
        transition: `all ${e.motionDurationSlow}`,
        "&:hover": {
          color: e.colorTextHeading
        }
      }, yr(e)),
      "&:hover": {
        color: r
      },
      [`&${u}-active ${u}-btn`]: {
        color: s,
        textShadow: e.tabsActiveTextShadow
      },
      [`&${u}-focus ${u}-btn:focus-visible`]: ta(e),
      [`&${u}-disabled`]: {
        color: e.colorTextDisabled,
        cursor: "not-allowed"
      },
      [`&${u}-disabled ${u}-btn, &${u}-disabled ${t}-remove`]: {
        "&:focus, &:active": {
          color: e.colorTextDisabled
        }
      },
      [`& ${u}-remove ${o}`]: {
        margin: 0,
        verticalAlign: "middle"
      },
      [`${o}:not(:last-child)`]: {
        marginRight: {
          _skip_check_: !0,
          value: e.marginSM
        }
      }
    },
    [`${u} + ${u}`]: {
      margin: {
        _skip_check_: !0,
        value: a
      }
    }
  };
}, cP = (e) => {
  const {
    componentCls: t,
    tabsHorizontalItemMarginRTL: n,
    iconCls: r,
    cardGutter: o,
    calc: a
  } = e;
  return {
    [`${t}-rtl`]: {
      direction: "rtl",
      [`${t}-nav`]: {
        [`${t}-tab`]: {
          margin: {
            _skip_check_: !0,
            value: n
          },
          [`${t}-tab:last-of-type`]: {
            marginLeft: {
              _skip_check_: !0,
              value: 0
            }
          },
          [r]: {
            marginRight: {
              _skip_check_: !0,
              value: 0
            },
            marginLeft: {
              _skip_check_: !0,
              value: H(e.marginSM)
            }
          },
          [`${t}-tab-remove`]: {
            marginRight: {
              _skip_check_: !0,
              value: H(e.marginXS)
            },
            marginLeft: {
              _skip_check_: !0,
              value: H(a(e.marginXXS).mul(-1).equal())
            },
            [r]: {
              margin: 0
            }
          }
        }
      },
      [`&${t}-left`]: {
        [`> ${t}-nav`]: {
          order: 1
        },
        [`> ${t}-content-holder`]: {
          order: 0
        }
      },
      [`&${t}-right`]: {
        [`> ${t}-nav`]: {
          order: 0
        },
        [`> ${t}-content-holder`]: {
          order: 1
        }
      },
      // ====================== Card ======================
      [`&${t}-card${t}-top, &${t}-card${t}-bottom`]: {
        [`> ${t}-nav, > div > ${t}-nav`]: {
          [`${t}-tab + ${t}-tab`]: {
            marginRight: {
              _skip_check_: !0,
              value: o
            },
            marginLeft: {
              _skip_check_: !0,
              value: 0
            }
          }
        }
      }
    },
    [`${t}-dropdown-rtl`]: {
      direction: "rtl"
    },
    [`${t}-menu-item`]: {
      [`${t}-dropdown-rtl`]: {
        textAlign: {
          _skip_check_: !0,
          value: "right"
        }
      }
    }
  };
}, uP = (e) => {
  const {
    componentCls: t,
    tabsCardPadding: n,
    cardHeight: r,
    cardGutter: o,
    itemHoverColor: a,
    itemActiveColor: i,
    colorBorderSecondary: s
  } = e;
  return {
    [t]: Object.assign(Object.assign(Object.assign(Object.assign({}, Qt(e)), {
      display: "flex",
      // ========================== Navigation ==========================
      [`> ${t}-nav, > div > ${t}-nav`]: {
        position: "relative",
        display: "flex",
        flex: "none",
        alignItems: "center",
        [`${t}-nav-wrap`]: {
          position: "relative",
          display: "flex",
          flex: "auto",
          alignSelf: "stretch",
          overflow: "hidden",
          whiteSpace: "nowrap",
          transform: "translate(0)",
          // Fix chrome render bug
          // >>>>> Ping shadow
          "&::before, &::after": {
            position: "absolute",
            zIndex: 1,
            opacity: 0,
            transition: `opacity ${e.motionDurationSlow}`,
            content: "''",
            pointerEvents: "none"
          }
        },
        [`${t}-nav-list`]: {
          position: "relative",
          display: "flex",
          transition: `opacity ${e.motionDurationSlow}`
        },
        // >>>>>>>> Operations
        [`${t}-nav-operations`]: {
          display: "flex",
          alignSelf: "stretch"
        },
        [`${t}-nav-operations-hidden`]: {
          position: "absolute",
          visibility: "hidden",
          pointerEvents: "none"
        },
        [`${t}-nav-more`]: {
          position: "relative",
          padding: n,
          background: "transparent",
          border: 0,
          color: e.colorText,
          "&::after": {
            position: "absolute",
            right: {
              _skip_check_: !0,
              value: 0
            },
            bottom: 0,
            left: {
              _skip_check_: !0,
              value: 0
            },
            height: e.calc(e.controlHeightLG).div(8).equal(),
            transform: "translateY(100%)",
            content: "''"
          }
        },
        [`${t}-nav-add`]: Object.assign({
          minWidth: r,
          minHeight: r,
          marginLeft: {
            _skip_check_: !0,
            value: o
          },
          background: "transparent",
          border: `${H(e.lineWidth)} ${e.lineType} ${s}`,
          borderRadius: `${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)} 0 0`,
          outline: "none",
          cursor: "pointer",
          color: e.colorText,
          transition: `all ${e.motionDurationSlow} ${e.motionEaseInOut}`,
          "&:hover": {
            color: a
          },
          "&:active, &:focus:not(:focus-visible)": {
            color: i
          }
        }, yr(e, -3))
      },
      [`${t}-extra-content`]: {
        flex: "none"
      },
      // ============================ InkBar ============================
      [`${t}-ink-bar`]: {
        position: "absolute",
        background: e.inkBarColor,
        pointerEvents: "none"
      }
    }), sP(e)), {
      // =========================== TabPanes ===========================
      [`${t}-content`]: {
        position: "relative",
        width: "100%"
      },
      [`${t}-content-holder`]: {
        flex: "auto",
        minWidth: 0,
        minHeight: 0
      },
      [`${t}-tabpane`]: Object.assign(Object.assign({}, yr(e)), {
        "&-hidden": {
          display: "none"
        }
      })
    }),
    [`${t}-centered`]: {
      [`> ${t}-nav, > div > ${t}-nav`]: {
        [`${t}-nav-wrap`]: {
          [`&:not([class*='${t}-nav-wrap-ping']) > ${t}-nav-list`]: {
            margin: "auto"
          }
        }
      }
    }
  };
}, dP = (e) => {
  const {
    cardHeight: t,
    cardHeightSM: n,
    cardHeightLG: r,
    controlHeight: o,
    controlHeightLG: a
  } = e, i = t || a, s = n || o, c = r || a + 8;
  return {
    zIndexPopup: e.zIndexPopupBase + 50,
    cardBg: e.colorFillAlter,
    // We can not pass this as valid value,
    // Since `cardHeight` will lock nav add button height.
    cardHeight: i,
    cardHeightSM: s,
    cardHeightLG: c,
    // Initialize with empty string, because cardPadding will be calculated with cardHeight by default.
    cardPadding: `${(i - e.fontHeight) / 2 - e.lineWidth}px ${e.padding}px`,
    cardPaddingSM: `${(s - e.fontHeight) / 2 - e.lineWidth}px ${e.paddingXS}px`,
    cardPaddingLG: `${(c - e.fontHeightLG) / 2 - e.lineWidth}px ${e.padding}px`,
    titleFontSize: e.fontSize,
    titleFontSizeLG: e.fontSizeLG,
    titleFontSizeSM: e.fontSize,
    inkBarColor: e.colorPrimary,
    horizontalMargin: `0 0 ${e.margin}px 0`,
    horizontalItemGutter: 32,
    // Fixed Value
    // Initialize with empty string, because horizontalItemMargin will be calculated with horizontalItemGutter by default.
    horizontalItemMargin: "",
    horizontalItemMarginRTL: "",
    horizontalItemPadding: `${e.paddingSM}px 0`,
    horizontalItemPaddingSM: `${e.paddingXS}px 0`,
    horizontalItemPaddingLG: `${e.padding}px 0`,
    verticalItemPadding: `${e.paddingXS}px ${e.paddingLG}px`,
    verticalItemMargin: `${e.margin}px 0 0 0`,
    itemColor: e.colorText,
    itemSelectedColor: e.colorPrimary,
    itemHoverColor: e.colorPrimaryHover,
    itemActiveColor: e.colorPrimaryActive,
    cardGutter: e.marginXXS / 2
  };
}, fP = Lt("Tabs", (e) => {
  const t = xt(e, {
    // `cardPadding` is empty by default, so we could calculate with dynamic `cardHeight`
    tabsCardPadding: e.cardPadding,
    dropdownEdgeChildVerticalPadding: e.paddingXXS,
    tabsActiveTextShadow: "0 0 0.25px currentcolor",
    tabsDropdownHeight: 200,
    tabsDropdownWidth: 120,
    tabsHorizontalItemMargin: `0 0 0 ${H(e.horizontalItemGutter)}`,
    tabsHorizontalItemMarginRTL: `0 0 0 ${H(e.horizontalItemGutter)}`
  });
  return [lP(t), cP(t), iP(t), aP(t), oP(t), uP(t), rP(t)];
}, dP), mP = () => null;
var vP = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const gP = /* @__PURE__ */ l.forwardRef((e, t) => {
  var n, r, o, a, i, s, c, u, d, f, m;
  const {
    type: g,
    className: p,
    rootClassName: h,
    size: v,
    onEdit: y,
    hideAdd: b,
    centered: S,
    addIcon: x,
    removeIcon: $,
    moreIcon: C,
    more: E,
    popupClassName: w,
    children: O,
    items: I,
    animated: M,
    style: P,
    indicatorSize: R,
    indicator: T,
    destroyInactiveTabPane: L,
    destroyOnHidden: _
  } = e, z = vP(e, ["type", "className", "rootClassName", "size", "onEdit", "hideAdd", "centered", "addIcon", "removeIcon", "moreIcon", "more", "popupClassName", "children", "items", "animated", "style", "indicatorSize", "indicator", "destroyInactiveTabPane", "destroyOnHidden"]), {
    prefixCls: A
  } = z, {
    direction: W,
    tabs: B,
    getPrefixCls: G,
    getPopupContainer: F
  } = l.useContext(ct), X = G("tabs", A), Z = Eo(X), [U, q, ne] = fP(X, Z), le = l.useRef(null);
  l.useImperativeHandle(t, () => ({
    nativeElement: le.current
  }));
  let re;
  g === "editable-card" && (re = {
    onEdit: (K, {
      key: ae,
      event: oe
    }) => {
      y?.(K === "add" ? oe : ae, K);
    },
    removeIcon: (n = $ ?? B?.removeIcon) !== null && n !== void 0 ? n : /* @__PURE__ */ l.createElement(lr, null),
    addIcon: (x ?? B?.addIcon) || /* @__PURE__ */ l.createElement(NI, null),
    showAdd: b !== !0
  });
  const ce = G(), J = Lr(v), Y = nP(I, O), te = JI(X, M), ee = Object.assign(Object.assign({}, B?.style), P), Q = {
    align: (r = T?.align) !== null && r !== void 0 ? r : (o = B?.indicator) === null || o === void 0 ? void 0 : o.align,
    size: (c = (i = (a = T?.size) !== null && a !== void 0 ? a : R) !== null && i !== void 0 ? i : (s = B?.indicator) === null || s === void 0 ? void 0 : s.size) !== null && c !== void 0 ? c : B?.indicatorSize
  };
  return U(/* @__PURE__ */ l.createElement(ZI, Object.assign({
    ref: le,
    direction: W,
    getPopupContainer: F
  }, z, {
    items: Y,
    className: V({
      [`${X}-${J}`]: J,
      [`${X}-card`]: ["card", "editable-card"].includes(g),
      [`${X}-editable-card`]: g === "editable-card",
      [`${X}-centered`]: S
    }, B?.className, p, h, q, ne, Z),
    popupClassName: V(w, q, ne, Z),
    style: ee,
    editable: re,
    more: Object.assign({
      icon: (m = (f = (d = (u = B?.more) === null || u === void 0 ? void 0 : u.icon) !== null && d !== void 0 ? d : B?.moreIcon) !== null && f !== void 0 ? f : C) !== null && m !== void 0 ? m : /* @__PURE__ */ l.createElement(mI, null),
      transitionName: `${ce}-slide-up`
    }, E),
    prefixCls: X,
    animated: te,
    indicator: Q,
    // TODO: In the future, destroyInactiveTabPane in rc-tabs needs to be upgrade to destroyOnHidden
    destroyInactiveTabPane: _ ?? L
  })));
}), ap = gP;
ap.TabPane = mP;
var pP = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const ip = (e) => {
  var {
    prefixCls: t,
    className: n,
    hoverable: r = !0
  } = e, o = pP(e, ["prefixCls", "className", "hoverable"]);
  const {
    getPrefixCls: a
  } = l.useContext(ct), i = a("card", t), s = V(`${i}-grid`, n, {
    [`${i}-grid-hoverable`]: r
  });
  return /* @__PURE__ */ l.createElement("div", Object.assign({}, o, {
    className: s
  }));
}, hP = (e) => {
  const {
    antCls: t,
    componentCls: n,
    headerHeight: r,
    headerPadding: o,
    tabsMarginBottom: a
  } = e;
  return Object.assign(Object.assign({
    display: "flex",
    justifyContent: "center",
    flexDirection: "column",
    minHeight: r,
    marginBottom: -1,
    padding: `0 ${H(o)}`,
    color: e.colorTextHeading,
    fontWeight: e.fontWeightStrong,
    fontSize: e.headerFontSize,
    background: e.headerBg,
    borderBottom: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorderSecondary}`,
    borderRadius: `${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)} 0 0`
  }, da()), {
    "&-wrapper": {
      width: "100%",
      display: "flex",
      alignItems: "center"
    },
    "&-title": Object.assign(Object.assign({
      display: "inline-block",
      flex: 1
    }, bo), {
      [`
          > ${n}-typography,
          > ${n}-typography-edit-content
        `]: {
        insetInlineStart: 0,
        marginTop: 0,
        marginBottom: 0
      }
    }),
    [`${t}-tabs-top`]: {
      clear: "both",
      marginBottom: a,
      color: e.colorText,
      fontWeight: "normal",
      fontSize: e.fontSize,
      "&-bar": {
        borderBottom: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorderSecondary}`
      }
    }
  });
}, bP = (e) => {
  const {
    cardPaddingBase: t,
    colorBorderSecondary: n,
    cardShadow: r,
    lineWidth: o
  } = e;
  return {
    width: "33.33%",
    padding: t,
    border: 0,
    borderRadius: 0,
    boxShadow: `
      ${H(o)} 0 0 0 ${n},
      0 ${H(o)} 0 0 ${n},
      ${H(o)} ${H(o)} 0 0 ${n},
      ${H(o)} 0 0 0 ${n} inset,
      0 ${H(o)} 0 0 ${n} inset;
    `,
    transition: `all ${e.motionDurationMid}`,
    "&-hoverable:hover": {
      position: "relative",
      zIndex: 1,
      boxShadow: r
    }
  };
}, yP = (e) => {
  const {
    componentCls: t,
    iconCls: n,
    actionsLiMargin: r,
    cardActionsIconSize: o,
    colorBorderSecondary: a,
    actionsBg: i
  } = e;
  return Object.assign(Object.assign({
    margin: 0,
    padding: 0,
    listStyle: "none",
    background: i,
    borderTop: `${H(e.lineWidth)} ${e.lineType} ${a}`,
    display: "flex",
    borderRadius: `0 0 ${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)}`
  }, da()), {
    "& > li": {
      margin: r,
      color: e.colorTextDescription,
      textAlign: "center",
      "> span": {
        position: "relative",
        display: "block",
        minWidth: e.calc(e.cardActionsIconSize).mul(2).equal(),
        fontSize: e.fontSize,
        lineHeight: e.lineHeight,
        cursor: "pointer",
        "&:hover": {
          color: e.colorPrimary,
          transition: `color ${e.motionDurationMid}`
        },
        [`a:not(${t}-btn), > ${n}`]: {
          display: "inline-block",
          width: "100%",
          color: e.colorIcon,
          lineHeight: H(e.fontHeight),
          transition: `color ${e.motionDurationMid}`,
          "&:hover": {
            color: e.colorPrimary
          }
        },
        [`> ${n}`]: {
          fontSize: o,
          lineHeight: H(e.calc(o).mul(e.lineHeight).equal())
        }
      },
      "&:not(:last-child)": {
        borderInlineEnd: `${H(e.lineWidth)} ${e.lineType} ${a}`
      }
    }
  });
}, SP = (e) => Object.assign(Object.assign({
  margin: `${H(e.calc(e.marginXXS).mul(-1).equal())} 0`,
  display: "flex"
}, da()), {
  "&-avatar": {
    paddingInlineEnd: e.padding
  },
  "&-detail": {
    overflow: "hidden",
    flex: 1,
    "> div:not(:last-child)": {
      marginBottom: e.marginXS
    }
  },
  "&-title": Object.assign({
    color: e.colorTextHeading,
    fontWeight: e.fontWeightStrong,
    fontSize: e.fontSizeLG
  }, bo),
  "&-description": {
    color: e.colorTextDescription
  }
}), CP = (e) => {
  const {
    componentCls: t,
    colorFillAlter: n,
    headerPadding: r,
    bodyPadding: o
  } = e;
  return {
    [`${t}-head`]: {
      padding: `0 ${H(r)}`,
      background: n,
      "&-title": {
        fontSize: e.fontSize
      }
    },
    [`${t}-body`]: {
      padding: `${H(e.padding)} ${H(o)}`
    }
  };
}, $P = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    overflow: "hidden",
    [`${t}-body`]: {
      userSelect: "none"
    }
  };
}, xP = (e) => {
  const {
    componentCls: t,
    cardShadow: n,
    cardHeadPadding: r,
    colorBorderSecondary: o,
    boxShadowTertiary: a,
    bodyPadding: i,
    extraColor: s
  } = e;
  return {
    [t]: Object.assign(Object.assign({}, Qt(e)), {
      position: "relative",
      background: e.colorBgContainer,
      borderRadius: e.borderRadiusLG,
      [`&:not(${t}-bordered)`]: {
        boxShadow: a
      },
      [`${t}-head`]: hP(e),
      [`${t}-extra`]: {
        // https://stackoverflow.com/a/22429853/3040605
        marginInlineStart: "auto",
        color: s,
        fontWeight: "normal",
        fontSize: e.fontSize
      },
      [`${t}-body`]: {
        padding: i,
        borderRadius: `0 0 ${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)}`
      },
      [`${t}-grid`]: bP(e),
      [`${t}-cover`]: {
        "> *": {
          display: "block",
          width: "100%",
          borderRadius: `${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)} 0 0`
        }
      },
      [`${t}-actions`]: yP(e),
      [`${t}-meta`]: SP(e)
    }),
    [`${t}-bordered`]: {
      border: `${H(e.lineWidth)} ${e.lineType} ${o}`,
      [`${t}-cover`]: {
        marginTop: -1,
        marginInlineStart: -1,
        marginInlineEnd: -1
      }
    },
    [`${t}-hoverable`]: {
      cursor: "pointer",
      transition: `box-shadow ${e.motionDurationMid}, border-color ${e.motionDurationMid}`,
      "&:hover": {
        borderColor: "transparent",
        boxShadow: n
      }
    },
    [`${t}-contain-grid`]: {
      borderRadius: `${H(e.borderRadiusLG)} ${H(e.borderRadiusLG)} 0 0 `,
      [`${t}-body`]: {
        display: "flex",
        flexWrap: "wrap"
      },
      [`&:not(${t}-loading) ${t}-body`]: {
        marginBlockStart: e.calc(e.lineWidth).mul(-1).equal(),
        marginInlineStart: e.calc(e.lineWidth).mul(-1).equal(),
        padding: 0
      }
    },
    [`${t}-contain-tabs`]: {
      [`> div${t}-head`]: {
        minHeight: 0,
        [`${t}-head-title, ${t}-extra`]: {
          paddingTop: r
        }
      }
    },
    [`${t}-type-inner`]: CP(e),
    [`${t}-loading`]: $P(e),
    [`${t}-rtl`]: {
      direction: "rtl"
    }
  };
}, wP = (e) => {
  const {
    componentCls: t,
    bodyPaddingSM: n,
    headerPaddingSM: r,
    headerHeightSM: o,
    headerFontSizeSM: a
  } = e;
  return {
    [`${t}-small`]: {
      [`> ${t}-head`]: {
        minHeight: o,
        padding: `0 ${H(r)}`,
        fontSize: a,
        [`> ${t}-head-wrapper`]: {
          [`> ${t}-extra`]: {
            fontSize: e.fontSize
          }
        }
      },
      [`> ${t}-body`]: {
        padding: n
      }
    },
    [`${t}-small${t}-contain-tabs`]: {
      [`> ${t}-head`]: {
        [`${t}-head-title, ${t}-extra`]: {
          paddingTop: 0,
          display: "flex",
          alignItems: "center"
        }
      }
    }
  };
}, EP = (e) => {
  var t, n;
  return {
    headerBg: "transparent",
    headerFontSize: e.fontSizeLG,
    headerFontSizeSM: e.fontSize,
    headerHeight: e.fontSizeLG * e.lineHeightLG + e.padding * 2,
    headerHeightSM: e.fontSize * e.lineHeight + e.paddingXS * 2,
    actionsBg: e.colorBgContainer,
    actionsLiMargin: `${e.paddingSM}px 0`,
    tabsMarginBottom: -e.padding - e.lineWidth,
    extraColor: e.colorText,
    bodyPaddingSM: 12,
    // Fixed padding.
    headerPaddingSM: 12,
    bodyPadding: (t = e.bodyPadding) !== null && t !== void 0 ? t : e.paddingLG,
    headerPadding: (n = e.headerPadding) !== null && n !== void 0 ? n : e.paddingLG
  };
}, OP = Lt("Card", (e) => {
  const t = xt(e, {
    cardShadow: e.boxShadowCard,
    cardHeadPadding: e.padding,
    cardPaddingBase: e.paddingLG,
    cardActionsIconSize: e.fontSize
  });
  return [
    // Style
    xP(t),
    // Size
    wP(t)
  ];
}, EP);
var Mf = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const IP = (e) => {
  const {
    actionClasses: t,
    actions: n = [],
    actionStyle: r
  } = e;
  return /* @__PURE__ */ l.createElement("ul", {
    className: t,
    style: r
  }, n.map((o, a) => {
    const i = `action-${a}`;
    return /* @__PURE__ */ l.createElement("li", {
      style: {
        width: `${100 / n.length}%`
      },
      key: i
    }, /* @__PURE__ */ l.createElement("span", null, o));
  }));
}, PP = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    prefixCls: n,
    className: r,
    rootClassName: o,
    style: a,
    extra: i,
    headStyle: s = {},
    bodyStyle: c = {},
    title: u,
    loading: d,
    bordered: f,
    variant: m,
    size: g,
    type: p,
    cover: h,
    actions: v,
    tabList: y,
    children: b,
    activeTabKey: S,
    defaultActiveTabKey: x,
    tabBarExtraContent: $,
    hoverable: C,
    tabProps: E = {},
    classNames: w,
    styles: O
  } = e, I = Mf(e, ["prefixCls", "className", "rootClassName", "style", "extra", "headStyle", "bodyStyle", "title", "loading", "bordered", "variant", "size", "type", "cover", "actions", "tabList", "children", "activeTabKey", "defaultActiveTabKey", "tabBarExtraContent", "hoverable", "tabProps", "classNames", "styles"]), {
    getPrefixCls: M,
    direction: P,
    card: R
  } = l.useContext(ct), [T] = jc("card", m, f), L = (de) => {
    var fe;
    (fe = e.onTabChange) === null || fe === void 0 || fe.call(e, de);
  }, _ = (de) => {
    var fe;
    return V((fe = R?.classNames) === null || fe === void 0 ? void 0 : fe[de], w?.[de]);
  }, z = (de) => {
    var fe;
    return Object.assign(Object.assign({}, (fe = R?.styles) === null || fe === void 0 ? void 0 : fe[de]), O?.[de]);
  }, A = l.useMemo(() => {
    let de = !1;
    return l.Children.forEach(b, (fe) => {
      fe?.type === ip && (de = !0);
    }), de;
  }, [b]), W = M("card", n), [B, G, F] = OP(W), X = /* @__PURE__ */ l.createElement(wr, {
    loading: !0,
    active: !0,
    paragraph: {
      rows: 4
    },
    title: !1
  }, b), Z = S !== void 0, U = Object.assign(Object.assign({}, E), {
    [Z ? "activeKey" : "defaultActiveKey"]: Z ? S : x,
    tabBarExtraContent: $
  });
  let q;
  const ne = Lr(g), le = !ne || ne === "default" ? "large" : ne, re = y ? /* @__PURE__ */ l.createElement(ap, Object.assign({
    size: le
  }, U, {
    className: `${W}-head-tabs`,
    onChange: L,
    items: y.map((de) => {
      var {
        tab: fe
      } = de, ve = Mf(de, ["tab"]);
      return Object.assign({
        label: fe
      }, ve);
    })
  })) : null;
  if (u || i || re) {
    const de = V(`${W}-head`, _("header")), fe = V(`${W}-head-title`, _("title")), ve = V(`${W}-extra`, _("extra")), ye = Object.assign(Object.assign({}, s), z("header"));
    q = /* @__PURE__ */ l.createElement("div", {
      className: de,
      style: ye
    }, /* @__PURE__ */ l.createElement("div", {
      className: `${W}-head-wrapper`
    }, u && /* @__PURE__ */ l.createElement("div", {
      className: fe,
      style: z("title")
    }, u), i && /* @__PURE__ */ l.createElement("div", {
      className: ve,
      style: z("extra")
    }, i)), re);
  }
  const ce = V(`${W}-cover`, _("cover")), J = h ? /* @__PURE__ */ l.createElement("div", {
    className: ce,
    style: z("cover")
  }, h) : null, Y = V(`${W}-body`, _("body")), te = Object.assign(Object.assign({}, c), z("body")), ee = /* @__PURE__ */ l.createElement("div", {
    className: Y,
    style: te
  }, d ? X : b), Q = V(`${W}-actions`, _("actions")), K = v?.length ? /* @__PURE__ */ l.createElement(IP, {
    actionClasses: Q,
    actionStyle: z("actions"),
    actions: v
  }) : null, ae = yn(I, ["onTabChange"]), oe = V(W, R?.className, {
    [`${W}-loading`]: d,
    [`${W}-bordered`]: T !== "borderless",
    [`${W}-hoverable`]: C,
    [`${W}-contain-grid`]: A,
    [`${W}-contain-tabs`]: y?.length,
    [`${W}-${ne}`]: ne,
    [`${W}-type-${p}`]: !!p,
    [`${W}-rtl`]: P === "rtl"
  }, r, o, G, F), ue = Object.assign(Object.assign({}, R?.style), a);
  return B(/* @__PURE__ */ l.createElement("div", Object.assign({
    ref: t
  }, ae, {
    className: oe,
    style: ue
  }), q, J, ee, K));
});
var RP = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const MP = (e) => {
  const {
    prefixCls: t,
    className: n,
    avatar: r,
    title: o,
    description: a
  } = e, i = RP(e, ["prefixCls", "className", "avatar", "title", "description"]), {
    getPrefixCls: s
  } = l.useContext(ct), c = s("card", t), u = V(`${c}-meta`, n), d = r ? /* @__PURE__ */ l.createElement("div", {
    className: `${c}-meta-avatar`
  }, r) : null, f = o ? /* @__PURE__ */ l.createElement("div", {
    className: `${c}-meta-title`
  }, o) : null, m = a ? /* @__PURE__ */ l.createElement("div", {
    className: `${c}-meta-description`
  }, a) : null, g = f || m ? /* @__PURE__ */ l.createElement("div", {
    className: `${c}-meta-detail`
  }, f, m) : null;
  return /* @__PURE__ */ l.createElement("div", Object.assign({}, i, {
    className: u
  }), d, g);
}, qc = PP;
qc.Grid = ip;
qc.Meta = MP;
function TP(e, t, n) {
  var r = n || {}, o = r.noTrailing, a = o === void 0 ? !1 : o, i = r.noLeading, s = i === void 0 ? !1 : i, c = r.debounceMode, u = c === void 0 ? void 0 : c, d, f = !1, m = 0;
  function g() {
    d && clearTimeout(d);
  }
  function p(v) {
    var y = v || {}, b = y.upcomingOnly, S = b === void 0 ? !1 : b;
    g(), f = !S;
  }
  function h() {
    for (var v = arguments.length, y = new Array(v), b = 0; b < v; b++)
      y[b] = arguments[b];
    var S = this, x = Date.now() - m;
    if (f)
      return;
    function $() {
      m = Date.now(), t.apply(S, y);
    }
    function C() {
      d = void 0;
    }
    !s && u && !d && $(), g(), u === void 0 && x > e ? s ? (m = Date.now(), a || (d = setTimeout(u ? C : $, e))) : $() : a !== !0 && (d = setTimeout(u ? C : $, u === void 0 ? e - x : e));
  }
  return h.cancel = p, h;
}
function NP(e, t, n) {
  var r = {}, o = r.atBegin, a = o === void 0 ? !1 : o;
  return TP(e, t, {
    debounceMode: a !== !1
  });
}
const lp = /* @__PURE__ */ ia({});
var _P = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
function Tf(e) {
  return e === "auto" ? "1 1 auto" : typeof e == "number" ? `${e} ${e} auto` : /^\d+(\.\d+)?(px|em|rem|%)$/.test(e) ? `0 0 ${e}` : e;
}
const jP = ["xs", "sm", "md", "lg", "xl", "xxl"], sp = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    getPrefixCls: n,
    direction: r
  } = l.useContext(ct), {
    gutter: o,
    wrap: a
  } = l.useContext(lp), {
    prefixCls: i,
    span: s,
    order: c,
    offset: u,
    push: d,
    pull: f,
    className: m,
    children: g,
    flex: p,
    style: h
  } = e, v = _P(e, ["prefixCls", "span", "order", "offset", "push", "pull", "className", "children", "flex", "style"]), y = n("col", i), [b, S, x] = m1(y), $ = {};
  let C = {};
  jP.forEach((O) => {
    let I = {};
    const M = e[O];
    typeof M == "number" ? I.span = M : typeof M == "object" && (I = M || {}), delete v[O], C = Object.assign(Object.assign({}, C), {
      [`${y}-${O}-${I.span}`]: I.span !== void 0,
      [`${y}-${O}-order-${I.order}`]: I.order || I.order === 0,
      [`${y}-${O}-offset-${I.offset}`]: I.offset || I.offset === 0,
      [`${y}-${O}-push-${I.push}`]: I.push || I.push === 0,
      [`${y}-${O}-pull-${I.pull}`]: I.pull || I.pull === 0,
      [`${y}-rtl`]: r === "rtl"
    }), I.flex && (C[`${y}-${O}-flex`] = !0, $[`--${y}-${O}-flex`] = Tf(I.flex));
  });
  const E = V(y, {
    [`${y}-${s}`]: s !== void 0,
    [`${y}-order-${c}`]: c,
    [`${y}-offset-${u}`]: u,
    [`${y}-push-${d}`]: d,
    [`${y}-pull-${f}`]: f
  }, m, C, S, x), w = {};
  if (o?.[0]) {
    const O = typeof o[0] == "number" ? `${o[0] / 2}px` : `calc(${o[0]} / 2)`;
    w.paddingLeft = O, w.paddingRight = O;
  }
  return p && (w.flex = Tf(p), a === !1 && !w.minWidth && (w.minWidth = 0)), b(/* @__PURE__ */ l.createElement("div", Object.assign({}, v, {
    style: Object.assign(Object.assign(Object.assign({}, w), h), $),
    className: E,
    ref: t
  }), g));
});
function zP(e, t) {
  const n = [void 0, void 0], r = Array.isArray(e) ? e : [e, void 0], o = t || {
    xs: !0,
    sm: !0,
    md: !0,
    lg: !0,
    xl: !0,
    xxl: !0
  };
  return r.forEach((a, i) => {
    if (typeof a == "object" && a !== null)
      for (let s = 0; s < jr.length; s++) {
        const c = jr[s];
        if (o[c] && a[c] !== void 0) {
          n[i] = a[c];
          break;
        }
      }
    else
      n[i] = a;
  }), n;
}
var AP = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
function Nf(e, t) {
  const [n, r] = l.useState(typeof e == "string" ? e : ""), o = () => {
    if (typeof e == "string" && r(e), typeof e == "object")
      for (let a = 0; a < jr.length; a++) {
        const i = jr[a];
        if (!t || !t[i])
          continue;
        const s = e[i];
        if (s !== void 0) {
          r(s);
          return;
        }
      }
  };
  return l.useEffect(() => {
    o();
  }, [JSON.stringify(e), t]), n;
}
const cp = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    prefixCls: n,
    justify: r,
    align: o,
    className: a,
    style: i,
    children: s,
    gutter: c = 0,
    wrap: u
  } = e, d = AP(e, ["prefixCls", "justify", "align", "className", "style", "children", "gutter", "wrap"]), {
    getPrefixCls: f,
    direction: m
  } = l.useContext(ct), g = Ac(!0, null), p = Nf(o, g), h = Nf(r, g), v = f("row", n), [y, b, S] = f1(v), x = zP(c, g), $ = V(v, {
    [`${v}-no-wrap`]: u === !1,
    [`${v}-${h}`]: h,
    [`${v}-${p}`]: p,
    [`${v}-rtl`]: m === "rtl"
  }, a, b, S), C = {};
  if (x?.[0]) {
    const I = typeof x[0] == "number" ? `${x[0] / -2}px` : `calc(${x[0]} / -2)`;
    C.marginLeft = I, C.marginRight = I;
  }
  const [E, w] = x;
  C.rowGap = w;
  const O = l.useMemo(() => ({
    gutter: [E, w],
    wrap: u
  }), [E, w, u]);
  return y(/* @__PURE__ */ l.createElement(lp.Provider, {
    value: O
  }, /* @__PURE__ */ l.createElement("div", Object.assign({}, d, {
    className: $,
    style: Object.assign(Object.assign({}, C), i),
    ref: t
  }), s)));
});
function LP(e) {
  return !!(e.addonBefore || e.addonAfter);
}
function BP(e) {
  return !!(e.prefix || e.suffix || e.allowClear);
}
function _f(e, t, n) {
  var r = t.cloneNode(!0), o = Object.create(e, {
    target: {
      value: r
    },
    currentTarget: {
      value: r
    }
  });
  return r.value = n, typeof t.selectionStart == "number" && typeof t.selectionEnd == "number" && (r.selectionStart = t.selectionStart, r.selectionEnd = t.selectionEnd), r.setSelectionRange = function() {
    t.setSelectionRange.apply(t, arguments);
  }, o;
}
function jf(e, t, n, r) {
  if (n) {
    var o = t;
    if (t.type === "click") {
      o = _f(t, e, ""), n(o);
      return;
    }
    if (e.type !== "file" && r !== void 0) {
      o = _f(t, e, r), n(o);
      return;
    }
    n(o);
  }
}
function DP(e, t) {
  if (e) {
    e.focus(t);
    var n = t || {}, r = n.cursor;
    if (r) {
      var o = e.value.length;
      switch (r) {
        case "start":
          e.setSelectionRange(0, 0);
          break;
        case "end":
          e.setSelectionRange(o, o);
          break;
        default:
          e.setSelectionRange(0, o);
      }
    }
  }
}
var FP = /* @__PURE__ */ D.forwardRef(function(e, t) {
  var n, r, o, a = e.inputElement, i = e.children, s = e.prefixCls, c = e.prefix, u = e.suffix, d = e.addonBefore, f = e.addonAfter, m = e.className, g = e.style, p = e.disabled, h = e.readOnly, v = e.focused, y = e.triggerFocus, b = e.allowClear, S = e.value, x = e.handleReset, $ = e.hidden, C = e.classes, E = e.classNames, w = e.dataAttrs, O = e.styles, I = e.components, M = e.onClear, P = i ?? a, R = I?.affixWrapper || "span", T = I?.groupWrapper || "span", L = I?.wrapper || "span", _ = I?.groupAddon || "span", z = we(null), A = function(Q) {
    var K;
    (K = z.current) !== null && K !== void 0 && K.contains(Q.target) && y?.();
  }, W = BP(e), B = /* @__PURE__ */ jp(P, {
    value: S,
    className: V((n = P.props) === null || n === void 0 ? void 0 : n.className, !W && E?.variant) || null
  }), G = we(null);
  if (D.useImperativeHandle(t, function() {
    return {
      nativeElement: G.current || z.current
    };
  }), W) {
    var F = null;
    if (b) {
      var X = !p && !h && S, Z = "".concat(s, "-clear-icon"), U = Be(b) === "object" && b !== null && b !== void 0 && b.clearIcon ? b.clearIcon : "✖";
      F = /* @__PURE__ */ D.createElement("button", {
        type: "button",
        tabIndex: -1,
        onClick: function(Q) {
          x?.(Q), M?.();
        },
        onMouseDown: function(Q) {
          return Q.preventDefault();
        },
        className: V(Z, N(N({}, "".concat(Z, "-hidden"), !X), "".concat(Z, "-has-suffix"), !!u))
      }, U);
    }
    var q = "".concat(s, "-affix-wrapper"), ne = V(q, N(N(N(N(N({}, "".concat(s, "-disabled"), p), "".concat(q, "-disabled"), p), "".concat(q, "-focused"), v), "".concat(q, "-readonly"), h), "".concat(q, "-input-with-clear-btn"), u && b && S), C?.affixWrapper, E?.affixWrapper, E?.variant), le = (u || b) && /* @__PURE__ */ D.createElement("span", {
      className: V("".concat(s, "-suffix"), E?.suffix),
      style: O?.suffix
    }, F, u);
    B = /* @__PURE__ */ D.createElement(R, pe({
      className: ne,
      style: O?.affixWrapper,
      onClick: A
    }, w?.affixWrapper, {
      ref: z
    }), c && /* @__PURE__ */ D.createElement("span", {
      className: V("".concat(s, "-prefix"), E?.prefix),
      style: O?.prefix
    }, c), B, le);
  }
  if (LP(e)) {
    var re = "".concat(s, "-group"), ce = "".concat(re, "-addon"), J = "".concat(re, "-wrapper"), Y = V("".concat(s, "-wrapper"), re, C?.wrapper, E?.wrapper), te = V(J, N({}, "".concat(J, "-disabled"), p), C?.group, E?.groupWrapper);
    B = /* @__PURE__ */ D.createElement(T, {
      className: te,
      ref: G
    }, /* @__PURE__ */ D.createElement(L, {
      className: Y
    }, d && /* @__PURE__ */ D.createElement(_, {
      className: ce
    }, d), B, f && /* @__PURE__ */ D.createElement(_, {
      className: ce
    }, f)));
  }
  return /* @__PURE__ */ D.cloneElement(B, {
    className: V((r = B.props) === null || r === void 0 ? void 0 : r.className, m) || null,
    style: j(j({}, (o = B.props) === null || o === void 0 ? void 0 : o.style), g),
    hidden: $
  });
}), HP = ["show"];
function VP(e, t) {
  return l.useMemo(function() {
    var n = {};
    t && (n.show = Be(t) === "object" && t.formatter ? t.formatter : !!t), n = j(j({}, n), e);
    var r = n, o = r.show, a = at(r, HP);
    return j(j({}, a), {}, {
      show: !!o,
      showFormatter: typeof o == "function" ? o : void 0,
      strategy: a.strategy || function(i) {
        return i.length;
      }
    });
  }, [e, t]);
}
const WP = (e) => {
  let t;
  return typeof e == "object" && e?.clearIcon ? t = e : e && (t = {
    clearIcon: /* @__PURE__ */ D.createElement($r, null)
  }), t;
};
var GP = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M512 64C264.6 64 64 264.6 64 512s200.6 448 448 448 448-200.6 448-448S759.4 64 512 64zm0 820c-205.4 0-372-166.6-372-372s166.6-372 372-372 372 166.6 372 372-166.6 372-372 372z" } }, { tag: "path", attrs: { d: "M686.7 638.6L544.1 535.5V288c0-4.4-3.6-8-8-8H488c-4.4 0-8 3.6-8 8v275.4c0 2.6 1.2 5 3.3 6.5l165.4 120.6c3.6 2.6 8.6 1.8 11.2-1.7l28.6-39c2.6-3.7 1.8-8.7-1.8-11.2z" } }] }, name: "clock-circle", theme: "outlined" }, kP = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: GP
  }));
}, UP = /* @__PURE__ */ l.forwardRef(kP);
function zf(e) {
  return ["small", "middle", "large"].includes(e);
}
const up = ["wrap", "nowrap", "wrap-reverse"], dp = ["flex-start", "flex-end", "start", "end", "center", "space-between", "space-around", "space-evenly", "stretch", "normal", "left", "right"], fp = ["center", "start", "end", "flex-start", "flex-end", "self-start", "self-end", "baseline", "normal", "stretch"], qP = (e, t) => {
  const n = t.wrap === !0 ? "wrap" : t.wrap;
  return {
    [`${e}-wrap-${n}`]: n && up.includes(n)
  };
}, KP = (e, t) => {
  const n = {};
  return fp.forEach((r) => {
    n[`${e}-align-${r}`] = t.align === r;
  }), n[`${e}-align-stretch`] = !t.align && !!t.vertical, n;
}, XP = (e, t) => {
  const n = {};
  return dp.forEach((r) => {
    n[`${e}-justify-${r}`] = t.justify === r;
  }), n;
};
function YP(e, t) {
  return V(Object.assign(Object.assign(Object.assign({}, qP(e, t)), KP(e, t)), XP(e, t)));
}
const ZP = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [t]: {
      display: "flex",
      margin: 0,
      padding: 0,
      "&-vertical": {
        flexDirection: "column"
      },
      "&-rtl": {
        direction: "rtl"
      },
      "&:empty": {
        display: "none"
      }
    }
  };
}, QP = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [t]: {
      "&-gap-small": {
        gap: e.flexGapSM
      },
      "&-gap-middle": {
        gap: e.flexGap
      },
      "&-gap-large": {
        gap: e.flexGapLG
      }
    }
  };
}, JP = (e) => {
  const {
    componentCls: t
  } = e, n = {};
  return up.forEach((r) => {
    n[`${t}-wrap-${r}`] = {
      flexWrap: r
    };
  }), n;
}, eR = (e) => {
  const {
    componentCls: t
  } = e, n = {};
  return fp.forEach((r) => {
    n[`${t}-align-${r}`] = {
      alignItems: r
    };
  }), n;
}, tR = (e) => {
  const {
    componentCls: t
  } = e, n = {};
  return dp.forEach((r) => {
    n[`${t}-justify-${r}`] = {
      justifyContent: r
    };
  }), n;
}, nR = () => ({}), rR = Lt("Flex", (e) => {
  const {
    paddingXS: t,
    padding: n,
    paddingLG: r
  } = e, o = xt(e, {
    flexGapSM: t,
    flexGap: n,
    flexGapLG: r
  });
  return [ZP(o), QP(o), JP(o), eR(o), tR(o)];
}, nR, {
  // Flex component don't apply extra font style
  // https://github.com/ant-design/ant-design/issues/46403
  resetStyle: !1
});
var oR = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const aa = /* @__PURE__ */ D.forwardRef((e, t) => {
  const {
    prefixCls: n,
    rootClassName: r,
    className: o,
    style: a,
    flex: i,
    gap: s,
    vertical: c = !1,
    component: u = "div",
    children: d
  } = e, f = oR(e, ["prefixCls", "rootClassName", "className", "style", "flex", "gap", "vertical", "component", "children"]), {
    flex: m,
    direction: g,
    getPrefixCls: p
  } = D.useContext(ct), h = p("flex", n), [v, y, b] = rR(h), S = c ?? m?.vertical, x = V(o, r, m?.className, h, y, b, YP(h, e), {
    [`${h}-rtl`]: g === "rtl",
    [`${h}-gap-${s}`]: zf(s),
    [`${h}-vertical`]: S
  }), $ = Object.assign(Object.assign({}, m?.style), a);
  return i && ($.flex = i), s && !zf(s) && ($.gap = s), v(/* @__PURE__ */ D.createElement(u, Object.assign({
    ref: t,
    className: x,
    style: $
  }, yn(f, ["justify", "wrap", "align"])), d));
});
var aR = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M512 64C264.6 64 64 264.6 64 512s200.6 448 448 448 448-200.6 448-448S759.4 64 512 64zm0 820c-205.4 0-372-166.6-372-372s166.6-372 372-372 372 166.6 372 372-166.6 372-372 372z" } }, { tag: "path", attrs: { d: "M623.6 316.7C593.6 290.4 554 276 512 276s-81.6 14.5-111.6 40.7C369.2 344 352 380.7 352 420v7.6c0 4.4 3.6 8 8 8h48c4.4 0 8-3.6 8-8V420c0-44.1 43.1-80 96-80s96 35.9 96 80c0 31.1-22 59.6-56.1 72.7-21.2 8.1-39.2 22.3-52.1 40.9-13.1 19-19.9 41.8-19.9 64.9V620c0 4.4 3.6 8 8 8h48c4.4 0 8-3.6 8-8v-22.7a48.3 48.3 0 0130.9-44.8c59-22.7 97.1-74.7 97.1-132.5.1-39.3-17.1-76-48.3-103.3zM472 732a40 40 0 1080 0 40 40 0 10-80 0z" } }] }, name: "question-circle", theme: "outlined" }, iR = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: aR
  }));
}, lR = /* @__PURE__ */ l.forwardRef(iR), sR = `
  min-height:0 !important;
  max-height:none !important;
  height:0 !important;
  visibility:hidden !important;
  overflow:hidden !important;
  position:absolute !important;
  z-index:-1000 !important;
  top:0 !important;
  right:0 !important;
  pointer-events: none !important;
`, cR = ["letter-spacing", "line-height", "padding-top", "padding-bottom", "font-family", "font-weight", "font-size", "font-variant", "text-rendering", "text-transform", "width", "text-indent", "padding-left", "padding-right", "border-width", "box-sizing", "word-break", "white-space"], Pl = {}, In;
function uR(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1, n = e.getAttribute("id") || e.getAttribute("data-reactid") || e.getAttribute("name");
  if (t && Pl[n])
    return Pl[n];
  var r = window.getComputedStyle(e), o = r.getPropertyValue("box-sizing") || r.getPropertyValue("-moz-box-sizing") || r.getPropertyValue("-webkit-box-sizing"), a = parseFloat(r.getPropertyValue("padding-bottom")) + parseFloat(r.getPropertyValue("padding-top")), i = parseFloat(r.getPropertyValue("border-bottom-width")) + parseFloat(r.getPropertyValue("border-top-width")), s = cR.map(function(u) {
    return "".concat(u, ":").concat(r.getPropertyValue(u));
  }).join(";"), c = {
    sizingStyle: s,
    paddingSize: a,
    borderSize: i,
    boxSizing: o
  };
  return t && n && (Pl[n] = c), c;
}
function dR(e) {
  var t = arguments.length > 1 && arguments[1] !== void 0 ? arguments[1] : !1, n = arguments.length > 2 && arguments[2] !== void 0 ? arguments[2] : null, r = arguments.length > 3 && arguments[3] !== void 0 ? arguments[3] : null;
  In || (In = document.createElement("textarea"), In.setAttribute("tab-index", "-1"), In.setAttribute("aria-hidden", "true"), In.setAttribute("name", "hiddenTextarea"), document.body.appendChild(In)), e.getAttribute("wrap") ? In.setAttribute("wrap", e.getAttribute("wrap")) : In.removeAttribute("wrap");
  var o = uR(e, t), a = o.paddingSize, i = o.borderSize, s = o.boxSizing, c = o.sizingStyle;
  In.setAttribute("style", "".concat(c, ";").concat(sR)), In.value = e.value || e.placeholder || "";
  var u = void 0, d = void 0, f, m = In.scrollHeight;
  if (s === "border-box" ? m += i : s === "content-box" && (m -= a), n !== null || r !== null) {
    In.value = " ";
    var g = In.scrollHeight - a;
    n !== null && (u = g * n, s === "border-box" && (u = u + a + i), m = Math.max(u, m)), r !== null && (d = g * r, s === "border-box" && (d = d + a + i), f = m > d ? "" : "hidden", m = Math.min(d, m));
  }
  var p = {
    height: m,
    overflowY: f,
    resize: "none"
  };
  return u && (p.minHeight = u), d && (p.maxHeight = d), p;
}
var fR = ["prefixCls", "defaultValue", "value", "autoSize", "onResize", "className", "style", "disabled", "onChange", "onInternalAutoSize"], Rl = 0, Ml = 1, Tl = 2, mR = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e, r = n.prefixCls, o = n.defaultValue, a = n.value, i = n.autoSize, s = n.onResize, c = n.className, u = n.style, d = n.disabled, f = n.onChange;
  n.onInternalAutoSize;
  var m = at(n, fR), g = an(o, {
    value: a,
    postState: function(X) {
      return X ?? "";
    }
  }), p = k(g, 2), h = p[0], v = p[1], y = function(X) {
    v(X.target.value), f?.(X);
  }, b = l.useRef();
  l.useImperativeHandle(t, function() {
    return {
      textArea: b.current
    };
  });
  var S = l.useMemo(function() {
    return i && Be(i) === "object" ? [i.minRows, i.maxRows] : [];
  }, [i]), x = k(S, 2), $ = x[0], C = x[1], E = !!i, w = l.useState(Tl), O = k(w, 2), I = O[0], M = O[1], P = l.useState(), R = k(P, 2), T = R[0], L = R[1], _ = function() {
    M(Rl);
  };
  $t(function() {
    E && _();
  }, [a, $, C, E]), $t(function() {
    if (I === Rl)
      M(Ml);
    else if (I === Ml) {
      var F = dR(b.current, !1, $, C);
      M(Tl), L(F);
    }
  }, [I]);
  var z = l.useRef(), A = function() {
    _t.cancel(z.current);
  }, W = function(X) {
    I === Tl && (s?.(X), i && (A(), z.current = _t(function() {
      _();
    })));
  };
  l.useEffect(function() {
    return A;
  }, []);
  var B = E ? T : null, G = j(j({}, u), B);
  return (I === Rl || I === Ml) && (G.overflowY = "hidden", G.overflowX = "hidden"), /* @__PURE__ */ l.createElement(zn, {
    onResize: W,
    disabled: !(i || s)
  }, /* @__PURE__ */ l.createElement("textarea", pe({}, m, {
    ref: b,
    style: G,
    className: V(r, c, N({}, "".concat(r, "-disabled"), d)),
    disabled: d,
    value: h,
    onChange: y
  })));
}), vR = ["defaultValue", "value", "onFocus", "onBlur", "onChange", "allowClear", "maxLength", "onCompositionStart", "onCompositionEnd", "suffix", "prefixCls", "showCount", "count", "className", "style", "disabled", "hidden", "classNames", "styles", "onResize", "onClear", "onPressEnter", "readOnly", "autoSize", "onKeyDown"], gR = /* @__PURE__ */ D.forwardRef(function(e, t) {
  var n, r = e.defaultValue, o = e.value, a = e.onFocus, i = e.onBlur, s = e.onChange, c = e.allowClear, u = e.maxLength, d = e.onCompositionStart, f = e.onCompositionEnd, m = e.suffix, g = e.prefixCls, p = g === void 0 ? "rc-textarea" : g, h = e.showCount, v = e.count, y = e.className, b = e.style, S = e.disabled, x = e.hidden, $ = e.classNames, C = e.styles, E = e.onResize, w = e.onClear, O = e.onPressEnter, I = e.readOnly, M = e.autoSize, P = e.onKeyDown, R = at(e, vR), T = an(r, {
    value: o,
    defaultValue: r
  }), L = k(T, 2), _ = L[0], z = L[1], A = _ == null ? "" : String(_), W = D.useState(!1), B = k(W, 2), G = B[0], F = B[1], X = D.useRef(!1), Z = D.useState(null), U = k(Z, 2), q = U[0], ne = U[1], le = we(null), re = we(null), ce = function() {
    var be;
    return (be = re.current) === null || be === void 0 ? void 0 : be.textArea;
  }, J = function() {
    ce().focus();
  };
  Zs(t, function() {
    var Te;
    return {
      resizableTextArea: re.current,
      focus: J,
      blur: function() {
        ce().blur();
      },
      nativeElement: ((Te = le.current) === null || Te === void 0 ? void 0 : Te.nativeElement) || ce()
    };
  }), Mt(function() {
    F(function(Te) {
      return !S && Te;
    });
  }, [S]);
  var Y = D.useState(null), te = k(Y, 2), ee = te[0], Q = te[1];
  D.useEffect(function() {
    if (ee) {
      var Te;
      (Te = ce()).setSelectionRange.apply(Te, $e(ee));
    }
  }, [ee]);
  var K = VP(v, h), ae = (n = K.max) !== null && n !== void 0 ? n : u, oe = Number(ae) > 0, ue = K.strategy(A), de = !!ae && ue > ae, fe = function(be, Ne) {
    var he = Ne;
    !X.current && K.exceedFormatter && K.max && K.strategy(Ne) > K.max && (he = K.exceedFormatter(Ne, {
      max: K.max
    }), Ne !== he && Q([ce().selectionStart || 0, ce().selectionEnd || 0])), z(he), jf(be.currentTarget, be, s, he);
  }, ve = function(be) {
    X.current = !0, d?.(be);
  }, ye = function(be) {
    X.current = !1, fe(be, be.currentTarget.value), f?.(be);
  }, me = function(be) {
    fe(be, be.target.value);
  }, Fe = function(be) {
    be.key === "Enter" && O && O(be), P?.(be);
  }, He = function(be) {
    F(!0), a?.(be);
  }, Xe = function(be) {
    F(!1), i?.(be);
  }, qe = function(be) {
    z(""), J(), jf(ce(), be, s);
  }, Pe = m, Ue;
  K.show && (K.showFormatter ? Ue = K.showFormatter({
    value: A,
    count: ue,
    maxLength: ae
  }) : Ue = "".concat(ue).concat(oe ? " / ".concat(ae) : ""), Pe = /* @__PURE__ */ D.createElement(D.Fragment, null, Pe, /* @__PURE__ */ D.createElement("span", {
    className: V("".concat(p, "-data-count"), $?.count),
    style: C?.count
  }, Ue)));
  var Re = function(be) {
    var Ne;
    E?.(be), (Ne = ce()) !== null && Ne !== void 0 && Ne.style.height && ne(!0);
  }, Ve = !M && !h && !c;
  return /* @__PURE__ */ D.createElement(FP, {
    ref: le,
    value: A,
    allowClear: c,
    handleReset: qe,
    suffix: Pe,
    prefixCls: p,
    classNames: j(j({}, $), {}, {
      affixWrapper: V($?.affixWrapper, N(N({}, "".concat(p, "-show-count"), h), "".concat(p, "-textarea-allow-clear"), c))
    }),
    disabled: S,
    focused: G,
    className: V(y, de && "".concat(p, "-out-of-range")),
    style: j(j({}, b), q && !Ve ? {
      height: "auto"
    } : {}),
    dataAttrs: {
      affixWrapper: {
        "data-count": typeof Ue == "string" ? Ue : void 0
      }
    },
    hidden: x,
    readOnly: I,
    onClear: w
  }, /* @__PURE__ */ D.createElement(mR, pe({}, R, {
    autoSize: M,
    maxLength: u,
    onKeyDown: Fe,
    onChange: me,
    onFocus: He,
    onBlur: Xe,
    onCompositionStart: ve,
    onCompositionEnd: ye,
    className: V($?.textarea),
    style: j(j({}, C?.textarea), {}, {
      resize: b?.resize
    }),
    disabled: S,
    prefixCls: p,
    onResize: Re,
    ref: re,
    readOnly: I
  })));
});
const pR = (e) => {
  const {
    componentCls: t,
    paddingLG: n
  } = e, r = `${t}-textarea`;
  return {
    // Raw Textarea
    [`textarea${t}`]: {
      maxWidth: "100%",
      // prevent textarea resize from coming out of its container
      height: "auto",
      minHeight: e.controlHeight,
      lineHeight: e.lineHeight,
      verticalAlign: "bottom",
      transition: `all ${e.motionDurationSlow}`,
      resize: "vertical",
      [`&${t}-mouse-active`]: {
        transition: `all ${e.motionDurationSlow}, height 0s, width 0s`
      }
    },
    // Wrapper for resize
    [`${t}-textarea-affix-wrapper-resize-dirty`]: {
      width: "auto"
    },
    [r]: {
      position: "relative",
      "&-show-count": {
        [`${t}-data-count`]: {
          position: "absolute",
          bottom: e.calc(e.fontSize).mul(e.lineHeight).mul(-1).equal(),
          insetInlineEnd: 0,
          color: e.colorTextDescription,
          whiteSpace: "nowrap",
          pointerEvents: "none"
        }
      },
      [`
        &-allow-clear > ${t},
        &-affix-wrapper${r}-has-feedback ${t}
      `]: {
        paddingInlineEnd: n
      },
      [`&-affix-wrapper${t}-affix-wrapper`]: {
        padding: 0,
        [`> textarea${t}`]: {
          fontSize: "inherit",
          border: "none",
          outline: "none",
          background: "transparent",
          minHeight: e.calc(e.controlHeight).sub(e.calc(e.lineWidth).mul(2)).equal(),
          "&:focus": {
            boxShadow: "none !important"
          }
        },
        [`${t}-suffix`]: {
          margin: 0,
          "> *:not(:last-child)": {
            marginInline: 0
          },
          // Clear Icon
          [`${t}-clear-icon`]: {
            position: "absolute",
            insetInlineEnd: e.paddingInline,
            insetBlockStart: e.paddingXS
          },
          // Feedback Icon
          [`${r}-suffix`]: {
            position: "absolute",
            top: 0,
            insetInlineEnd: e.paddingInline,
            bottom: 0,
            zIndex: 1,
            display: "inline-flex",
            alignItems: "center",
            margin: "auto",
            pointerEvents: "none"
          }
        }
      },
      [`&-affix-wrapper${t}-affix-wrapper-rtl`]: {
        [`${t}-suffix`]: {
          [`${t}-data-count`]: {
            direction: "ltr",
            insetInlineStart: 0
          }
        }
      },
      [`&-affix-wrapper${t}-affix-wrapper-sm`]: {
        [`${t}-suffix`]: {
          [`${t}-clear-icon`]: {
            insetInlineEnd: e.paddingInlineSM
          }
        }
      }
    }
  };
}, hR = Lt(["Input", "TextArea"], (e) => {
  const t = xt(e, Fi(e));
  return pR(t);
}, Hi, {
  resetFont: !1
});
var bR = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const yR = /* @__PURE__ */ la((e, t) => {
  var n;
  const {
    prefixCls: r,
    bordered: o = !0,
    size: a,
    disabled: i,
    status: s,
    allowClear: c,
    classNames: u,
    rootClassName: d,
    className: f,
    style: m,
    styles: g,
    variant: p,
    showCount: h,
    onMouseDown: v,
    onResize: y
  } = e, b = bR(e, ["prefixCls", "bordered", "size", "disabled", "status", "allowClear", "classNames", "rootClassName", "className", "style", "styles", "variant", "showCount", "onMouseDown", "onResize"]), {
    getPrefixCls: S,
    direction: x,
    allowClear: $,
    autoComplete: C,
    className: E,
    style: w,
    classNames: O,
    styles: I
  } = Gn("textArea"), M = l.useContext(go), P = i ?? M, {
    status: R,
    hasFeedback: T,
    feedbackIcon: L
  } = l.useContext(ci), _ = xg(R, s), z = l.useRef(null);
  l.useImperativeHandle(t, () => {
    var K;
    return {
      resizableTextArea: (K = z.current) === null || K === void 0 ? void 0 : K.resizableTextArea,
      focus: (ae) => {
        var oe, ue;
        DP((ue = (oe = z.current) === null || oe === void 0 ? void 0 : oe.resizableTextArea) === null || ue === void 0 ? void 0 : ue.textArea, ae);
      },
      blur: () => {
        var ae;
        return (ae = z.current) === null || ae === void 0 ? void 0 : ae.blur();
      }
    };
  });
  const A = S("input", r), W = Eo(A), [B, G, F] = RI(A, d), [X] = hR(A, W), {
    compactSize: Z,
    compactItemClassnames: U
  } = Cc(A, x), q = Lr((K) => {
    var ae;
    return (ae = a ?? Z) !== null && ae !== void 0 ? ae : K;
  }), [ne, le] = jc("textArea", p, o), re = WP(c ?? $), [ce, J] = l.useState(!1), [Y, te] = l.useState(!1), ee = (K) => {
    J(!0), v?.(K);
    const ae = () => {
      J(!1), document.removeEventListener("mouseup", ae);
    };
    document.addEventListener("mouseup", ae);
  }, Q = (K) => {
    var ae, oe;
    if (y?.(K), ce && typeof getComputedStyle == "function") {
      const ue = (oe = (ae = z.current) === null || ae === void 0 ? void 0 : ae.nativeElement) === null || oe === void 0 ? void 0 : oe.querySelector("textarea");
      ue && getComputedStyle(ue).resize === "both" && te(!0);
    }
  };
  return B(X(/* @__PURE__ */ l.createElement(gR, Object.assign({
    autoComplete: C
  }, b, {
    style: Object.assign(Object.assign({}, w), m),
    styles: Object.assign(Object.assign({}, I), g),
    disabled: P,
    allowClear: re,
    className: V(
      F,
      W,
      f,
      d,
      U,
      E,
      // Only for wrapper
      Y && `${A}-textarea-affix-wrapper-resize-dirty`
    ),
    classNames: Object.assign(Object.assign(Object.assign({}, u), O), {
      textarea: V({
        [`${A}-sm`]: q === "small",
        [`${A}-lg`]: q === "large"
      }, G, u?.textarea, O.textarea, ce && `${A}-mouse-active`),
      variant: V({
        [`${A}-${ne}`]: le
      }, $g(A, _)),
      affixWrapper: V(`${A}-textarea-affix-wrapper`, {
        [`${A}-affix-wrapper-rtl`]: x === "rtl",
        [`${A}-affix-wrapper-sm`]: q === "small",
        [`${A}-affix-wrapper-lg`]: q === "large",
        [`${A}-textarea-show-count`]: h || ((n = e.count) === null || n === void 0 ? void 0 : n.show)
      }, G)
    }),
    prefixCls: A,
    suffix: T && /* @__PURE__ */ l.createElement("span", {
      className: `${A}-textarea-suffix`
    }, L),
    showCount: h,
    ref: z,
    onResize: Q,
    onMouseDown: ee
  }))));
});
var SR = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M272.9 512l265.4-339.1c4.1-5.2.4-12.9-6.3-12.9h-77.3c-4.9 0-9.6 2.3-12.6 6.1L186.8 492.3a31.99 31.99 0 000 39.5l255.3 326.1c3 3.9 7.7 6.1 12.6 6.1H532c6.7 0 10.4-7.7 6.3-12.9L272.9 512zm304 0l265.4-339.1c4.1-5.2.4-12.9-6.3-12.9h-77.3c-4.9 0-9.6 2.3-12.6 6.1L490.8 492.3a31.99 31.99 0 000 39.5l255.3 326.1c3 3.9 7.7 6.1 12.6 6.1H836c6.7 0 10.4-7.7 6.3-12.9L576.9 512z" } }] }, name: "double-left", theme: "outlined" }, CR = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: SR
  }));
}, Af = /* @__PURE__ */ l.forwardRef(CR), $R = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M533.2 492.3L277.9 166.1c-3-3.9-7.7-6.1-12.6-6.1H188c-6.7 0-10.4 7.7-6.3 12.9L447.1 512 181.7 851.1A7.98 7.98 0 00188 864h77.3c4.9 0 9.6-2.3 12.6-6.1l255.3-326.1c9.1-11.7 9.1-27.9 0-39.5zm304 0L581.9 166.1c-3-3.9-7.7-6.1-12.6-6.1H492c-6.7 0-10.4 7.7-6.3 12.9L751.1 512 485.7 851.1A7.98 7.98 0 00492 864h77.3c4.9 0 9.6-2.3 12.6-6.1l255.3-326.1c9.1-11.7 9.1-27.9 0-39.5z" } }] }, name: "double-right", theme: "outlined" }, xR = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: $R
  }));
}, Lf = /* @__PURE__ */ l.forwardRef(xR), wR = {
  // Options
  items_per_page: "条/页",
  jump_to: "跳至",
  jump_to_confirm: "确定",
  page: "页",
  // Pagination
  prev_page: "上一页",
  next_page: "下一页",
  prev_5: "向前 5 页",
  next_5: "向后 5 页",
  prev_3: "向前 3 页",
  next_3: "向后 3 页",
  page_size: "页码"
}, ER = [10, 20, 50, 100], OR = function(t) {
  var n = t.pageSizeOptions, r = n === void 0 ? ER : n, o = t.locale, a = t.changeSize, i = t.pageSize, s = t.goButton, c = t.quickGo, u = t.rootPrefixCls, d = t.disabled, f = t.buildOptionText, m = t.showSizeChanger, g = t.sizeChangerRender, p = D.useState(""), h = k(p, 2), v = h[0], y = h[1], b = function() {
    return !v || Number.isNaN(v) ? void 0 : Number(v);
  }, S = typeof f == "function" ? f : function(P) {
    return "".concat(P, " ").concat(o.items_per_page);
  }, x = function(R) {
    y(R.target.value);
  }, $ = function(R) {
    s || v === "" || (y(""), !(R.relatedTarget && (R.relatedTarget.className.indexOf("".concat(u, "-item-link")) >= 0 || R.relatedTarget.className.indexOf("".concat(u, "-item")) >= 0)) && c?.(b()));
  }, C = function(R) {
    v !== "" && (R.keyCode === Ie.ENTER || R.type === "click") && (y(""), c?.(b()));
  }, E = function() {
    return r.some(function(R) {
      return R.toString() === i.toString();
    }) ? r : r.concat([i]).sort(function(R, T) {
      var L = Number.isNaN(Number(R)) ? 0 : Number(R), _ = Number.isNaN(Number(T)) ? 0 : Number(T);
      return L - _;
    });
  }, w = "".concat(u, "-options");
  if (!m && !c)
    return null;
  var O = null, I = null, M = null;
  return m && g && (O = g({
    disabled: d,
    size: i,
    onSizeChange: function(R) {
      a?.(Number(R));
    },
    "aria-label": o.page_size,
    className: "".concat(w, "-size-changer"),
    options: E().map(function(P) {
      return {
        label: S(P),
        value: P
      };
    })
  })), c && (s && (M = typeof s == "boolean" ? /* @__PURE__ */ D.createElement("button", {
    type: "button",
    onClick: C,
    onKeyUp: C,
    disabled: d,
    className: "".concat(w, "-quick-jumper-button")
  }, o.jump_to_confirm) : /* @__PURE__ */ D.createElement("span", {
    onClick: C,
    onKeyUp: C
  }, s)), I = /* @__PURE__ */ D.createElement("div", {
    className: "".concat(w, "-quick-jumper")
  }, o.jump_to, /* @__PURE__ */ D.createElement("input", {
    disabled: d,
    type: "text",
    value: v,
    onChange: x,
    onKeyUp: C,
    onBlur: $,
    "aria-label": o.page
  }), o.page, M)), /* @__PURE__ */ D.createElement("li", {
    className: w
  }, O, I);
}, Ao = function(t) {
  var n = t.rootPrefixCls, r = t.page, o = t.active, a = t.className, i = t.showTitle, s = t.onClick, c = t.onKeyPress, u = t.itemRender, d = "".concat(n, "-item"), f = V(d, "".concat(d, "-").concat(r), N(N({}, "".concat(d, "-active"), o), "".concat(d, "-disabled"), !r), a), m = function() {
    s(r);
  }, g = function(v) {
    c(v, s, r);
  }, p = u(r, "page", /* @__PURE__ */ D.createElement("a", {
    rel: "nofollow"
  }, r));
  return p ? /* @__PURE__ */ D.createElement("li", {
    title: i ? String(r) : null,
    className: f,
    onClick: m,
    onKeyDown: g,
    tabIndex: 0
  }, p) : null;
}, IR = function(t, n, r) {
  return r;
};
function Bf() {
}
function Df(e) {
  var t = Number(e);
  return typeof t == "number" && !Number.isNaN(t) && isFinite(t) && Math.floor(t) === t;
}
function Or(e, t, n) {
  var r = typeof e > "u" ? t : e;
  return Math.floor((n - 1) / r) + 1;
}
var PR = function(t) {
  var n = t.prefixCls, r = n === void 0 ? "rc-pagination" : n, o = t.selectPrefixCls, a = o === void 0 ? "rc-select" : o, i = t.className, s = t.current, c = t.defaultCurrent, u = c === void 0 ? 1 : c, d = t.total, f = d === void 0 ? 0 : d, m = t.pageSize, g = t.defaultPageSize, p = g === void 0 ? 10 : g, h = t.onChange, v = h === void 0 ? Bf : h, y = t.hideOnSinglePage, b = t.align, S = t.showPrevNextJumpers, x = S === void 0 ? !0 : S, $ = t.showQuickJumper, C = t.showLessItems, E = t.showTitle, w = E === void 0 ? !0 : E, O = t.onShowSizeChange, I = O === void 0 ? Bf : O, M = t.locale, P = M === void 0 ? wR : M, R = t.style, T = t.totalBoundaryShowSizeChanger, L = T === void 0 ? 50 : T, _ = t.disabled, z = t.simple, A = t.showTotal, W = t.showSizeChanger, B = W === void 0 ? f > L : W, G = t.sizeChangerRender, F = t.pageSizeOptions, X = t.itemRender, Z = X === void 0 ? IR : X, U = t.jumpPrevIcon, q = t.jumpNextIcon, ne = t.prevIcon, le = t.nextIcon, re = D.useRef(null), ce = an(10, {
    value: m,
    defaultValue: p
  }), J = k(ce, 2), Y = J[0], te = J[1], ee = an(1, {
    value: s,
    defaultValue: u,
    postState: function(Ge) {
      return Math.max(1, Math.min(Ge, Or(void 0, Y, f)));
    }
  }), Q = k(ee, 2), K = Q[0], ae = Q[1], oe = D.useState(K), ue = k(oe, 2), de = ue[0], fe = ue[1];
  Mt(function() {
    fe(K);
  }, [K]);
  var ve = Math.max(1, K - (C ? 3 : 5)), ye = Math.min(Or(void 0, Y, f), K + (C ? 3 : 5));
  function me(xe, Ge) {
    var rt = xe || /* @__PURE__ */ D.createElement("button", {
      type: "button",
      "aria-label": Ge,
      className: "".concat(r, "-item-link")
    });
    return typeof xe == "function" && (rt = /* @__PURE__ */ D.createElement(xe, j({}, t))), rt;
  }
  function Fe(xe) {
    var Ge = xe.target.value, rt = Or(void 0, Y, f), kt;
    return Ge === "" ? kt = Ge : Number.isNaN(Number(Ge)) ? kt = de : Ge >= rt ? kt = rt : kt = Number(Ge), kt;
  }
  function He(xe) {
    return Df(xe) && xe !== K && Df(f) && f > 0;
  }
  var Xe = f > Y ? $ : !1;
  function qe(xe) {
    (xe.keyCode === Ie.UP || xe.keyCode === Ie.DOWN) && xe.preventDefault();
  }
  function Pe(xe) {
    var Ge = Fe(xe);
    switch (Ge !== de && fe(Ge), xe.keyCode) {
      case Ie.ENTER:
        Ve(Ge);
        break;
      case Ie.UP:
        Ve(Ge - 1);
        break;
      case Ie.DOWN:
        Ve(Ge + 1);
        break;
    }
  }
  function Ue(xe) {
    Ve(Fe(xe));
  }
  function Re(xe) {
    var Ge = Or(xe, Y, f), rt = K > Ge && Ge !== 0 ? Ge : K;
    te(xe), fe(rt), I?.(K, xe), ae(rt), v?.(rt, xe);
  }
  function Ve(xe) {
    if (He(xe) && !_) {
      var Ge = Or(void 0, Y, f), rt = xe;
      return xe > Ge ? rt = Ge : xe < 1 && (rt = 1), rt !== de && fe(rt), ae(rt), v?.(rt, Y), rt;
    }
    return K;
  }
  var Te = K > 1, be = K < Or(void 0, Y, f);
  function Ne() {
    Te && Ve(K - 1);
  }
  function he() {
    be && Ve(K + 1);
  }
  function Ee() {
    Ve(ve);
  }
  function tt() {
    Ve(ye);
  }
  function Ke(xe, Ge) {
    if (xe.key === "Enter" || xe.charCode === Ie.ENTER || xe.keyCode === Ie.ENTER) {
      for (var rt = arguments.length, kt = new Array(rt > 2 ? rt - 2 : 0), Jt = 2; Jt < rt; Jt++)
        kt[Jt - 2] = arguments[Jt];
      Ge.apply(void 0, kt);
    }
  }
  function pt(xe) {
    Ke(xe, Ne);
  }
  function wt(xe) {
    Ke(xe, he);
  }
  function Dt(xe) {
    Ke(xe, Ee);
  }
  function Ft(xe) {
    Ke(xe, tt);
  }
  function ht(xe) {
    var Ge = Z(xe, "prev", me(ne, "prev page"));
    return /* @__PURE__ */ D.isValidElement(Ge) ? /* @__PURE__ */ D.cloneElement(Ge, {
      disabled: !Te
    }) : Ge;
  }
  function it(xe) {
    var Ge = Z(xe, "next", me(le, "next page"));
    return /* @__PURE__ */ D.isValidElement(Ge) ? /* @__PURE__ */ D.cloneElement(Ge, {
      disabled: !be
    }) : Ge;
  }
  function Ye(xe) {
    (xe.type === "click" || xe.keyCode === Ie.ENTER) && Ve(de);
  }
  var bt = null, vt = Jn(t, {
    aria: !0,
    data: !0
  }), Ae = A && /* @__PURE__ */ D.createElement("li", {
    className: "".concat(r, "-total-text")
  }, A(f, [f === 0 ? 0 : (K - 1) * Y + 1, K * Y > f ? f : K * Y])), Ze = null, We = Or(void 0, Y, f);
  if (y && f <= Y)
    return null;
  var ge = [], ie = {
    rootPrefixCls: r,
    onClick: Ve,
    onKeyPress: Ke,
    showTitle: w,
    itemRender: Z,
    page: -1
  }, se = K - 1 > 0 ? K - 1 : 0, Ce = K + 1 < We ? K + 1 : We, _e = $ && $.goButton, je = Be(z) === "object" ? z.readOnly : !z, lt = _e, ut = null;
  z && (_e && (typeof _e == "boolean" ? lt = /* @__PURE__ */ D.createElement("button", {
    type: "button",
    onClick: Ye,
    onKeyUp: Ye
  }, P.jump_to_confirm) : lt = /* @__PURE__ */ D.createElement("span", {
    onClick: Ye,
    onKeyUp: Ye
  }, _e), lt = /* @__PURE__ */ D.createElement("li", {
    title: w ? "".concat(P.jump_to).concat(K, "/").concat(We) : null,
    className: "".concat(r, "-simple-pager")
  }, lt)), ut = /* @__PURE__ */ D.createElement("li", {
    title: w ? "".concat(K, "/").concat(We) : null,
    className: "".concat(r, "-simple-pager")
  }, je ? de : /* @__PURE__ */ D.createElement("input", {
    type: "text",
    "aria-label": P.jump_to,
    value: de,
    disabled: _,
    onKeyDown: qe,
    onKeyUp: Pe,
    onChange: Pe,
    onBlur: Ue,
    size: 3
  }), /* @__PURE__ */ D.createElement("span", {
    className: "".concat(r, "-slash")
  }, "/"), We));
  var et = C ? 1 : 2;
  if (We <= 3 + et * 2) {
    We || ge.push(/* @__PURE__ */ D.createElement(Ao, pe({}, ie, {
      key: "noPager",
      page: 1,
      className: "".concat(r, "-item-disabled")
    })));
    for (var dt = 1; dt <= We; dt += 1)
      ge.push(/* @__PURE__ */ D.createElement(Ao, pe({}, ie, {
        key: dt,
        page: dt,
        active: K === dt
      })));
  } else {
    var zt = C ? P.prev_3 : P.prev_5, jt = C ? P.next_3 : P.next_5, At = Z(ve, "jump-prev", me(U, "prev page")), Gt = Z(ye, "jump-next", me(q, "next page"));
    x && (bt = At ? /* @__PURE__ */ D.createElement("li", {
      title: w ? zt : null,
      key: "prev",
      onClick: Ee,
      tabIndex: 0,
      onKeyDown: Dt,
      className: V("".concat(r, "-jump-prev"), N({}, "".concat(r, "-jump-prev-custom-icon"), !!U))
    }, At) : null, Ze = Gt ? /* @__PURE__ */ D.createElement("li", {
      title: w ? jt : null,
      key: "next",
      onClick: tt,
      tabIndex: 0,
      onKeyDown: Ft,
      className: V("".concat(r, "-jump-next"), N({}, "".concat(r, "-jump-next-custom-icon"), !!q))
    }, Gt) : null);
    var yt = Math.max(1, K - et), Ot = Math.min(K + et, We);
    K - 1 <= et && (Ot = 1 + et * 2), We - K <= et && (yt = We - et * 2);
    for (var Se = yt; Se <= Ot; Se += 1)
      ge.push(/* @__PURE__ */ D.createElement(Ao, pe({}, ie, {
        key: Se,
        page: Se,
        active: K === Se
      })));
    if (K - 1 >= et * 2 && K !== 3 && (ge[0] = /* @__PURE__ */ D.cloneElement(ge[0], {
      className: V("".concat(r, "-item-after-jump-prev"), ge[0].props.className)
    }), ge.unshift(bt)), We - K >= et * 2 && K !== We - 2) {
      var Oe = ge[ge.length - 1];
      ge[ge.length - 1] = /* @__PURE__ */ D.cloneElement(Oe, {
        className: V("".concat(r, "-item-before-jump-next"), Oe.props.className)
      }), ge.push(Ze);
    }
    yt !== 1 && ge.unshift(/* @__PURE__ */ D.createElement(Ao, pe({}, ie, {
      key: 1,
      page: 1
    }))), Ot !== We && ge.push(/* @__PURE__ */ D.createElement(Ao, pe({}, ie, {
      key: We,
      page: We
    })));
  }
  var Qe = ht(se);
  if (Qe) {
    var st = !Te || !We;
    Qe = /* @__PURE__ */ D.createElement("li", {
      title: w ? P.prev_page : null,
      onClick: Ne,
      tabIndex: st ? null : 0,
      onKeyDown: pt,
      className: V("".concat(r, "-prev"), N({}, "".concat(r, "-disabled"), st)),
      "aria-disabled": st
    }, Qe);
  }
  var Le = it(Ce);
  if (Le) {
    var Me, Je;
    z ? (Me = !be, Je = Te ? 0 : null) : (Me = !be || !We, Je = Me ? null : 0), Le = /* @__PURE__ */ D.createElement("li", {
      title: w ? P.next_page : null,
      onClick: he,
      tabIndex: Je,
      onKeyDown: wt,
      className: V("".concat(r, "-next"), N({}, "".concat(r, "-disabled"), Me)),
      "aria-disabled": Me
    }, Le);
  }
  var ft = V(r, i, N(N(N(N(N({}, "".concat(r, "-start"), b === "start"), "".concat(r, "-center"), b === "center"), "".concat(r, "-end"), b === "end"), "".concat(r, "-simple"), z), "".concat(r, "-disabled"), _));
  return /* @__PURE__ */ D.createElement("ul", pe({
    className: ft,
    style: R,
    ref: re
  }, vt), Ae, Qe, z ? ut : ge, Le, /* @__PURE__ */ D.createElement(OR, {
    locale: P,
    rootPrefixCls: r,
    disabled: _,
    selectPrefixCls: a,
    changeSize: Re,
    pageSize: Y,
    pageSizeOptions: F,
    quickGo: Xe ? Ve : null,
    goButton: lt,
    showSizeChanger: B,
    sizeChangerRender: G
  }));
};
const RR = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`${t}-disabled`]: {
      "&, &:hover": {
        cursor: "not-allowed",
        [`${t}-item-link`]: {
          color: e.colorTextDisabled,
          cursor: "not-allowed"
        }
      },
      "&:focus-visible": {
        cursor: "not-allowed",
        [`${t}-item-link`]: {
          color: e.colorTextDisabled,
          cursor: "not-allowed"
        }
      }
    },
    [`&${t}-disabled`]: {
      cursor: "not-allowed",
      [`${t}-item`]: {
        cursor: "not-allowed",
        backgroundColor: "transparent",
        "&:hover, &:active": {
          backgroundColor: "transparent"
        },
        a: {
          color: e.colorTextDisabled,
          backgroundColor: "transparent",
          border: "none",
          cursor: "not-allowed"
        },
        "&-active": {
          borderColor: e.colorBorder,
          backgroundColor: e.itemActiveBgDisabled,
          "&:hover, &:active": {
            backgroundColor: e.itemActiveBgDisabled
          },
          a: {
            color: e.itemActiveColorDisabled
          }
        }
      },
      [`${t}-item-link`]: {
        color: e.colorTextDisabled,
        cursor: "not-allowed",
        "&:hover, &:active": {
          backgroundColor: "transparent"
        },
        [`${t}-simple&`]: {
          backgroundColor: "transparent",
          "&:hover, &:active": {
            backgroundColor: "transparent"
          }
        }
      },
      [`${t}-simple-pager`]: {
        color: e.colorTextDisabled
      },
      [`${t}-jump-prev, ${t}-jump-next`]: {
        [`${t}-item-link-icon`]: {
          opacity: 0
        },
        [`${t}-item-ellipsis`]: {
          opacity: 1
        }
      }
    }
  };
}, MR = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`&${t}-mini ${t}-total-text, &${t}-mini ${t}-simple-pager`]: {
      height: e.itemSizeSM,
      lineHeight: H(e.itemSizeSM)
    },
    [`&${t}-mini ${t}-item`]: {
      minWidth: e.itemSizeSM,
      height: e.itemSizeSM,
      margin: 0,
      lineHeight: H(e.calc(e.itemSizeSM).sub(2).equal())
    },
    [`&${t}-mini ${t}-prev, &${t}-mini ${t}-next`]: {
      minWidth: e.itemSizeSM,
      height: e.itemSizeSM,
      margin: 0,
      lineHeight: H(e.itemSizeSM)
    },
    [`&${t}-mini:not(${t}-disabled)`]: {
      [`${t}-prev, ${t}-next`]: {
        [`&:hover ${t}-item-link`]: {
          backgroundColor: e.colorBgTextHover
        },
        [`&:active ${t}-item-link`]: {
          backgroundColor: e.colorBgTextActive
        },
        [`&${t}-disabled:hover ${t}-item-link`]: {
          backgroundColor: "transparent"
        }
      }
    },
    [`
    &${t}-mini ${t}-prev ${t}-item-link,
    &${t}-mini ${t}-next ${t}-item-link
    `]: {
      backgroundColor: "transparent",
      borderColor: "transparent",
      "&::after": {
        height: e.itemSizeSM,
        lineHeight: H(e.itemSizeSM)
      }
    },
    [`&${t}-mini ${t}-jump-prev, &${t}-mini ${t}-jump-next`]: {
      height: e.itemSizeSM,
      marginInlineEnd: 0,
      lineHeight: H(e.itemSizeSM)
    },
    [`&${t}-mini ${t}-options`]: {
      marginInlineStart: e.paginationMiniOptionsMarginInlineStart,
      "&-size-changer": {
        top: e.miniOptionsSizeChangerTop
      },
      "&-quick-jumper": {
        height: e.itemSizeSM,
        lineHeight: H(e.itemSizeSM),
        input: Object.assign(Object.assign({}, Gc(e)), {
          width: e.paginationMiniQuickJumperInputWidth,
          height: e.controlHeightSM
        })
      }
    }
  };
}, TR = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`&${t}-simple`]: {
      [`${t}-prev, ${t}-next`]: {
        height: e.itemSize,
        lineHeight: H(e.itemSize),
        verticalAlign: "top",
        [`${t}-item-link`]: {
          height: e.itemSize,
          backgroundColor: "transparent",
          border: 0,
          "&:hover": {
            backgroundColor: e.colorBgTextHover
          },
          "&:active": {
            backgroundColor: e.colorBgTextActive
          },
          "&::after": {
            height: e.itemSize,
            lineHeight: H(e.itemSize)
          }
        }
      },
      [`${t}-simple-pager`]: {
        display: "inline-flex",
        alignItems: "center",
        height: e.itemSize,
        marginInlineEnd: e.marginXS,
        input: {
          boxSizing: "border-box",
          height: "100%",
          width: e.quickJumperInputWidth,
          padding: `0 ${H(e.paginationItemPaddingInline)}`,
          textAlign: "center",
          backgroundColor: e.itemInputBg,
          border: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`,
          borderRadius: e.borderRadius,
          outline: "none",
          transition: `border-color ${e.motionDurationMid}`,
          color: "inherit",
          "&:hover": {
            borderColor: e.colorPrimary
          },
          "&:focus": {
            borderColor: e.colorPrimaryHover,
            boxShadow: `${H(e.inputOutlineOffset)} 0 ${H(e.controlOutlineWidth)} ${e.controlOutline}`
          },
          "&[disabled]": {
            color: e.colorTextDisabled,
            backgroundColor: e.colorBgContainerDisabled,
            borderColor: e.colorBorder,
            cursor: "not-allowed"
          }
        }
      },
      [`&${t}-disabled`]: {
        [`${t}-prev, ${t}-next`]: {
          [`${t}-item-link`]: {
            "&:hover, &:active": {
              backgroundColor: "transparent"
            }
          }
        }
      },
      [`&${t}-mini`]: {
        [`${t}-prev, ${t}-next`]: {
          height: e.itemSizeSM,
          lineHeight: H(e.itemSizeSM),
          [`${t}-item-link`]: {
            height: e.itemSizeSM,
            "&::after": {
              height: e.itemSizeSM,
              lineHeight: H(e.itemSizeSM)
            }
          }
        },
        [`${t}-simple-pager`]: {
          height: e.itemSizeSM,
          input: {
            width: e.paginationMiniQuickJumperInputWidth
          }
        }
      }
    }
  };
}, NR = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`${t}-jump-prev, ${t}-jump-next`]: {
      outline: 0,
      [`${t}-item-container`]: {
        position: "relative",
        [`${t}-item-link-icon`]: {
          color: e.colorPrimary,
          fontSize: e.fontSizeSM,
          opacity: 0,
          transition: `all ${e.motionDurationMid}`,
          "&-svg": {
            top: 0,
            insetInlineEnd: 0,
            bottom: 0,
            insetInlineStart: 0,
            margin: "auto"
          }
        },
        [`${t}-item-ellipsis`]: {
          position: "absolute",
          top: 0,
          insetInlineEnd: 0,
          bottom: 0,
          insetInlineStart: 0,
          display: "block",
          margin: "auto",
          color: e.colorTextDisabled,
          letterSpacing: e.paginationEllipsisLetterSpacing,
          textAlign: "center",
          textIndent: e.paginationEllipsisTextIndent,
          opacity: 1,
          transition: `all ${e.motionDurationMid}`
        }
      },
      "&:hover": {
        [`${t}-item-link-icon`]: {
          opacity: 1
        },
        [`${t}-item-ellipsis`]: {
          opacity: 0
        }
      }
    },
    [`
    ${t}-prev,
    ${t}-jump-prev,
    ${t}-jump-next
    `]: {
      marginInlineEnd: e.marginXS
    },
    [`
    ${t}-prev,
    ${t}-next,
    ${t}-jump-prev,
    ${t}-jump-next
    `]: {
      display: "inline-block",
      minWidth: e.itemSize,
      height: e.itemSize,
      color: e.colorText,
      fontFamily: e.fontFamily,
      lineHeight: H(e.itemSize),
      textAlign: "center",
      verticalAlign: "middle",
      listStyle: "none",
      borderRadius: e.borderRadius,
      cursor: "pointer",
      transition: `all ${e.motionDurationMid}`
    },
    [`${t}-prev, ${t}-next`]: {
      outline: 0,
      button: {
        color: e.colorText,
        cursor: "pointer",
        userSelect: "none"
      },
      [`${t}-item-link`]: {
        display: "block",
        width: "100%",
        height: "100%",
        padding: 0,
        fontSize: e.fontSizeSM,
        textAlign: "center",
        backgroundColor: "transparent",
        border: `${H(e.lineWidth)} ${e.lineType} transparent`,
        borderRadius: e.borderRadius,
        outline: "none",
        transition: `all ${e.motionDurationMid}`
      },
      [`&:hover ${t}-item-link`]: {
        backgroundColor: e.colorBgTextHover
      },
      [`&:active ${t}-item-link`]: {
        backgroundColor: e.colorBgTextActive
      },
      [`&${t}-disabled:hover`]: {
        [`${t}-item-link`]: {
          backgroundColor: "transparent"
        }
      }
    },
    [`${t}-slash`]: {
      marginInlineEnd: e.paginationSlashMarginInlineEnd,
      marginInlineStart: e.paginationSlashMarginInlineStart
    },
    [`${t}-options`]: {
      display: "inline-block",
      marginInlineStart: e.margin,
      verticalAlign: "middle",
      "&-size-changer": {
        display: "inline-block",
        width: "auto"
      },
      "&-quick-jumper": {
        display: "inline-block",
        height: e.controlHeight,
        marginInlineStart: e.marginXS,
        lineHeight: H(e.controlHeight),
        verticalAlign: "top",
        input: Object.assign(Object.assign(Object.assign({}, kc(e)), Wc(e, {
          borderColor: e.colorBorder,
          hoverBorderColor: e.colorPrimaryHover,
          activeBorderColor: e.colorPrimary,
          activeShadow: e.activeShadow
        })), {
          "&[disabled]": Object.assign({}, Vi(e)),
          width: e.quickJumperInputWidth,
          height: e.controlHeight,
          boxSizing: "border-box",
          margin: 0,
          marginInlineStart: e.marginXS,
          marginInlineEnd: e.marginXS
        })
      }
    }
  };
}, _R = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`${t}-item`]: {
      display: "inline-block",
      minWidth: e.itemSize,
      height: e.itemSize,
      marginInlineEnd: e.marginXS,
      fontFamily: e.fontFamily,
      lineHeight: H(e.calc(e.itemSize).sub(2).equal()),
      textAlign: "center",
      verticalAlign: "middle",
      listStyle: "none",
      backgroundColor: e.itemBg,
      border: `${H(e.lineWidth)} ${e.lineType} transparent`,
      borderRadius: e.borderRadius,
      outline: 0,
      cursor: "pointer",
      userSelect: "none",
      a: {
        display: "block",
        padding: `0 ${H(e.paginationItemPaddingInline)}`,
        color: e.colorText,
        "&:hover": {
          textDecoration: "none"
        }
      },
      [`&:not(${t}-item-active)`]: {
        "&:hover": {
          transition: `all ${e.motionDurationMid}`,
          backgroundColor: e.colorBgTextHover
        },
        "&:active": {
          backgroundColor: e.colorBgTextActive
        }
      },
      "&-active": {
        fontWeight: e.fontWeightStrong,
        backgroundColor: e.itemActiveBg,
        borderColor: e.colorPrimary,
        a: {
          color: e.itemActiveColor
        },
        "&:hover": {
          borderColor: e.colorPrimaryHover
        },
        "&:hover a": {
          color: e.itemActiveColorHover
        }
      }
    }
  };
}, jR = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [t]: Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({}, Qt(e)), {
      display: "flex",
      flexWrap: "wrap",
      rowGap: e.paddingXS,
      "&-start": {
        justifyContent: "start"
      },
      "&-center": {
        justifyContent: "center"
      },
      "&-end": {
        justifyContent: "end"
      },
      "ul, ol": {
        margin: 0,
        padding: 0,
        listStyle: "none"
      },
      "&::after": {
        display: "block",
        clear: "both",
        height: 0,
        overflow: "hidden",
        visibility: "hidden",
        content: '""'
      },
      [`${t}-total-text`]: {
        display: "inline-block",
        height: e.itemSize,
        marginInlineEnd: e.marginXS,
        lineHeight: H(e.calc(e.itemSize).sub(2).equal()),
        verticalAlign: "middle"
      }
    }), _R(e)), NR(e)), TR(e)), MR(e)), RR(e)), {
      // media query style
      [`@media only screen and (max-width: ${e.screenLG}px)`]: {
        [`${t}-item`]: {
          "&-after-jump-prev, &-before-jump-next": {
            display: "none"
          }
        }
      },
      [`@media only screen and (max-width: ${e.screenSM}px)`]: {
        [`${t}-options`]: {
          display: "none"
        }
      }
    }),
    // rtl style
    [`&${e.componentCls}-rtl`]: {
      direction: "rtl"
    }
  };
}, zR = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`${t}:not(${t}-disabled)`]: {
      [`${t}-item`]: Object.assign({}, yr(e)),
      [`${t}-jump-prev, ${t}-jump-next`]: {
        "&:focus-visible": Object.assign({
          [`${t}-item-link-icon`]: {
            opacity: 1
          },
          [`${t}-item-ellipsis`]: {
            opacity: 0
          }
        }, ta(e))
      },
      [`${t}-prev, ${t}-next`]: {
        [`&:focus-visible ${t}-item-link`]: ta(e)
      }
    }
  };
}, mp = (e) => Object.assign({
  itemBg: e.colorBgContainer,
  itemSize: e.controlHeight,
  itemSizeSM: e.controlHeightSM,
  itemActiveBg: e.colorBgContainer,
  itemActiveColor: e.colorPrimary,
  itemActiveColorHover: e.colorPrimaryHover,
  itemLinkBg: e.colorBgContainer,
  itemActiveColorDisabled: e.colorTextDisabled,
  itemActiveBgDisabled: e.controlItemBgActiveDisabled,
  itemInputBg: e.colorBgContainer,
  miniOptionsSizeChangerTop: 0
}, Hi(e)), vp = (e) => xt(e, {
  inputOutlineOffset: 0,
  quickJumperInputWidth: e.calc(e.controlHeightLG).mul(1.25).equal(),
  paginationMiniOptionsMarginInlineStart: e.calc(e.marginXXS).div(2).equal(),
  paginationMiniQuickJumperInputWidth: e.calc(e.controlHeightLG).mul(1.1).equal(),
  paginationItemPaddingInline: e.calc(e.marginXXS).mul(1.5).equal(),
  paginationEllipsisLetterSpacing: e.calc(e.marginXXS).div(2).equal(),
  paginationSlashMarginInlineStart: e.marginSM,
  paginationSlashMarginInlineEnd: e.marginSM,
  paginationEllipsisTextIndent: "0.13em"
  // magic for ui experience
}, Fi(e)), AR = Lt("Pagination", (e) => {
  const t = vp(e);
  return [jR(t), zR(t)];
}, mp), LR = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [`${t}${t}-bordered${t}-disabled:not(${t}-mini)`]: {
      "&, &:hover": {
        [`${t}-item-link`]: {
          borderColor: e.colorBorder
        }
      },
      "&:focus-visible": {
        [`${t}-item-link`]: {
          borderColor: e.colorBorder
        }
      },
      [`${t}-item, ${t}-item-link`]: {
        backgroundColor: e.colorBgContainerDisabled,
        borderColor: e.colorBorder,
        [`&:hover:not(${t}-item-active)`]: {
          backgroundColor: e.colorBgContainerDisabled,
          borderColor: e.colorBorder,
          a: {
            color: e.colorTextDisabled
          }
        },
        [`&${t}-item-active`]: {
          backgroundColor: e.itemActiveBgDisabled
        }
      },
      [`${t}-prev, ${t}-next`]: {
        "&:hover button": {
          backgroundColor: e.colorBgContainerDisabled,
          borderColor: e.colorBorder,
          color: e.colorTextDisabled
        },
        [`${t}-item-link`]: {
          backgroundColor: e.colorBgContainerDisabled,
          borderColor: e.colorBorder
        }
      }
    },
    [`${t}${t}-bordered:not(${t}-mini)`]: {
      [`${t}-prev, ${t}-next`]: {
        "&:hover button": {
          borderColor: e.colorPrimaryHover,
          backgroundColor: e.itemBg
        },
        [`${t}-item-link`]: {
          backgroundColor: e.itemLinkBg,
          borderColor: e.colorBorder
        },
        [`&:hover ${t}-item-link`]: {
          borderColor: e.colorPrimary,
          backgroundColor: e.itemBg,
          color: e.colorPrimary
        },
        [`&${t}-disabled`]: {
          [`${t}-item-link`]: {
            borderColor: e.colorBorder,
            color: e.colorTextDisabled
          }
        }
      },
      [`${t}-item`]: {
        backgroundColor: e.itemBg,
        border: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`,
        [`&:hover:not(${t}-item-active)`]: {
          borderColor: e.colorPrimary,
          backgroundColor: e.itemBg,
          a: {
            color: e.colorPrimary
          }
        },
        "&-active": {
          borderColor: e.colorPrimary
        }
      }
    }
  };
}, BR = fa(["Pagination", "bordered"], (e) => {
  const t = vp(e);
  return LR(t);
}, mp);
function Ff(e) {
  return wn(() => typeof e == "boolean" ? [e, {}] : e && typeof e == "object" ? [!0, e] : [void 0, void 0], [e]);
}
var DR = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const FR = (e) => {
  const {
    align: t,
    prefixCls: n,
    selectPrefixCls: r,
    className: o,
    rootClassName: a,
    style: i,
    size: s,
    locale: c,
    responsive: u,
    showSizeChanger: d,
    selectComponentClass: f,
    pageSizeOptions: m
  } = e, g = DR(e, ["align", "prefixCls", "selectPrefixCls", "className", "rootClassName", "style", "size", "locale", "responsive", "showSizeChanger", "selectComponentClass", "pageSizeOptions"]), {
    xs: p
  } = Ac(u), [, h] = vn(), {
    getPrefixCls: v,
    direction: y,
    showSizeChanger: b,
    className: S,
    style: x
  } = Gn("pagination"), $ = v("pagination", n), [C, E, w] = AR($), O = Lr(s), I = O === "small" || !!(p && !O && u), [M] = ir("Pagination", Um), P = Object.assign(Object.assign({}, M), c), [R, T] = Ff(d), [L, _] = Ff(b), z = R ?? L, A = T ?? _, W = f || Io, B = l.useMemo(() => m ? m.map((q) => Number(q)) : void 0, [m]), G = (q) => {
    var ne;
    const {
      disabled: le,
      size: re,
      onSizeChange: ce,
      "aria-label": J,
      className: Y,
      options: te
    } = q, {
      className: ee,
      onChange: Q
    } = A || {}, K = (ne = te.find((ae) => String(ae.value) === String(re))) === null || ne === void 0 ? void 0 : ne.value;
    return /* @__PURE__ */ l.createElement(W, Object.assign({
      disabled: le,
      showSearch: !0,
      popupMatchSelectWidth: !1,
      getPopupContainer: (ae) => ae.parentNode,
      "aria-label": J,
      options: te
    }, A, {
      value: K,
      onChange: (ae, oe) => {
        ce?.(ae), Q?.(ae, oe);
      },
      size: I ? "small" : "middle",
      className: V(Y, ee)
    }));
  }, F = l.useMemo(() => {
    const q = /* @__PURE__ */ l.createElement("span", {
      className: `${$}-item-ellipsis`
    }, "•••"), ne = /* @__PURE__ */ l.createElement("button", {
      className: `${$}-item-link`,
      type: "button",
      tabIndex: -1
    }, y === "rtl" ? /* @__PURE__ */ l.createElement(id, null) : /* @__PURE__ */ l.createElement(cf, null)), le = /* @__PURE__ */ l.createElement("button", {
      className: `${$}-item-link`,
      type: "button",
      tabIndex: -1
    }, y === "rtl" ? /* @__PURE__ */ l.createElement(cf, null) : /* @__PURE__ */ l.createElement(id, null)), re = (
      // biome-ignore lint/a11y/useValidAnchor: it is hard to refactor
      /* @__PURE__ */ l.createElement("a", {
        className: `${$}-item-link`
      }, /* @__PURE__ */ l.createElement("div", {
        className: `${$}-item-container`
      }, y === "rtl" ? /* @__PURE__ */ l.createElement(Lf, {
        className: `${$}-item-link-icon`
      }) : /* @__PURE__ */ l.createElement(Af, {
        className: `${$}-item-link-icon`
      }), q))
    ), ce = (
      // biome-ignore lint/a11y/useValidAnchor: it is hard to refactor
      /* @__PURE__ */ l.createElement("a", {
        className: `${$}-item-link`
      }, /* @__PURE__ */ l.createElement("div", {
        className: `${$}-item-container`
      }, y === "rtl" ? /* @__PURE__ */ l.createElement(Af, {
        className: `${$}-item-link-icon`
      }) : /* @__PURE__ */ l.createElement(Lf, {
        className: `${$}-item-link-icon`
      }), q))
    );
    return {
      prevIcon: ne,
      nextIcon: le,
      jumpPrevIcon: re,
      jumpNextIcon: ce
    };
  }, [y, $]), X = v("select", r), Z = V({
    [`${$}-${t}`]: !!t,
    [`${$}-mini`]: I,
    [`${$}-rtl`]: y === "rtl",
    [`${$}-bordered`]: h.wireframe
  }, S, o, a, E, w), U = Object.assign(Object.assign({}, x), i);
  return C(/* @__PURE__ */ l.createElement(l.Fragment, null, h.wireframe && /* @__PURE__ */ l.createElement(BR, {
    prefixCls: $
  }), /* @__PURE__ */ l.createElement(PR, Object.assign({}, F, g, {
    style: U,
    prefixCls: $,
    selectPrefixCls: X,
    className: Z,
    locale: P,
    pageSizeOptions: B,
    showSizeChanger: z,
    sizeChangerRender: G
  }))));
}, fi = 100, gp = fi / 5, pp = fi / 2 - gp / 2, Nl = pp * 2 * Math.PI, Hf = 50, Vf = (e) => {
  const {
    dotClassName: t,
    style: n,
    hasCircleCls: r
  } = e;
  return /* @__PURE__ */ l.createElement("circle", {
    className: V(`${t}-circle`, {
      [`${t}-circle-bg`]: r
    }),
    r: pp,
    cx: Hf,
    cy: Hf,
    strokeWidth: gp,
    style: n
  });
}, HR = ({
  percent: e,
  prefixCls: t
}) => {
  const n = `${t}-dot`, r = `${n}-holder`, o = `${r}-hidden`, [a, i] = l.useState(!1);
  $t(() => {
    e !== 0 && i(!0);
  }, [e !== 0]);
  const s = Math.max(Math.min(e, 100), 0);
  if (!a)
    return null;
  const c = {
    strokeDashoffset: `${Nl / 4}`,
    strokeDasharray: `${Nl * s / 100} ${Nl * (100 - s) / 100}`
  };
  return /* @__PURE__ */ l.createElement("span", {
    className: V(r, `${n}-progress`, s <= 0 && o)
  }, /* @__PURE__ */ l.createElement("svg", {
    viewBox: `0 0 ${fi} ${fi}`,
    role: "progressbar",
    "aria-valuemin": 0,
    "aria-valuemax": 100,
    "aria-valuenow": s
  }, /* @__PURE__ */ l.createElement(Vf, {
    dotClassName: n,
    hasCircleCls: !0
  }), /* @__PURE__ */ l.createElement(Vf, {
    dotClassName: n,
    style: c
  })));
};
function VR(e) {
  const {
    prefixCls: t,
    percent: n = 0
  } = e, r = `${t}-dot`, o = `${r}-holder`, a = `${o}-hidden`;
  return /* @__PURE__ */ l.createElement(l.Fragment, null, /* @__PURE__ */ l.createElement("span", {
    className: V(o, n > 0 && a)
  }, /* @__PURE__ */ l.createElement("span", {
    className: V(r, `${t}-dot-spin`)
  }, [1, 2, 3, 4].map((i) => /* @__PURE__ */ l.createElement("i", {
    className: `${t}-dot-item`,
    key: i
  })))), /* @__PURE__ */ l.createElement(HR, {
    prefixCls: t,
    percent: n
  }));
}
function WR(e) {
  var t;
  const {
    prefixCls: n,
    indicator: r,
    percent: o
  } = e, a = `${n}-dot`;
  return r && /* @__PURE__ */ l.isValidElement(r) ? xr(r, {
    className: V((t = r.props) === null || t === void 0 ? void 0 : t.className, a),
    percent: o
  }) : /* @__PURE__ */ l.createElement(VR, {
    prefixCls: n,
    percent: o
  });
}
const GR = new ot("antSpinMove", {
  to: {
    opacity: 1
  }
}), kR = new ot("antRotate", {
  to: {
    transform: "rotate(405deg)"
  }
}), UR = (e) => {
  const {
    componentCls: t,
    calc: n
  } = e;
  return {
    [t]: Object.assign(Object.assign({}, Qt(e)), {
      position: "absolute",
      display: "none",
      color: e.colorPrimary,
      fontSize: 0,
      textAlign: "center",
      verticalAlign: "middle",
      opacity: 0,
      transition: `transform ${e.motionDurationSlow} ${e.motionEaseInOutCirc}`,
      "&-spinning": {
        position: "relative",
        display: "inline-block",
        opacity: 1
      },
      [`${t}-text`]: {
        fontSize: e.fontSize,
        paddingTop: n(n(e.dotSize).sub(e.fontSize)).div(2).add(2).equal()
      },
      "&-fullscreen": {
        position: "fixed",
        width: "100vw",
        height: "100vh",
        backgroundColor: e.colorBgMask,
        zIndex: e.zIndexPopupBase,
        inset: 0,
        display: "flex",
        alignItems: "center",
        flexDirection: "column",
        justifyContent: "center",
        opacity: 0,
        visibility: "hidden",
        transition: `all ${e.motionDurationMid}`,
        "&-show": {
          opacity: 1,
          visibility: "visible"
        },
        [t]: {
          [`${t}-dot-holder`]: {
            color: e.colorWhite
          },
          [`${t}-text`]: {
            color: e.colorTextLightSolid
          }
        }
      },
      "&-nested-loading": {
        position: "relative",
        [`> div > ${t}`]: {
          position: "absolute",
          top: 0,
          insetInlineStart: 0,
          zIndex: 4,
          display: "block",
          width: "100%",
          height: "100%",
          maxHeight: e.contentHeight,
          [`${t}-dot`]: {
            position: "absolute",
            top: "50%",
            insetInlineStart: "50%",
            margin: n(e.dotSize).mul(-1).div(2).equal()
          },
          [`${t}-text`]: {
            position: "absolute",
            top: "50%",
            width: "100%",
            textShadow: `0 1px 2px ${e.colorBgContainer}`
            // FIXME: shadow
          },
          [`&${t}-show-text ${t}-dot`]: {
            marginTop: n(e.dotSize).div(2).mul(-1).sub(10).equal()
          },
          "&-sm": {
            [`${t}-dot`]: {
              margin: n(e.dotSizeSM).mul(-1).div(2).equal()
            },
            [`${t}-text`]: {
              paddingTop: n(n(e.dotSizeSM).sub(e.fontSize)).div(2).add(2).equal()
            },
            [`&${t}-show-text ${t}-dot`]: {
              marginTop: n(e.dotSizeSM).div(2).mul(-1).sub(10).equal()
            }
          },
          "&-lg": {
            [`${t}-dot`]: {
              margin: n(e.dotSizeLG).mul(-1).div(2).equal()
            },
            [`${t}-text`]: {
              paddingTop: n(n(e.dotSizeLG).sub(e.fontSize)).div(2).add(2).equal()
            },
            [`&${t}-show-text ${t}-dot`]: {
              marginTop: n(e.dotSizeLG).div(2).mul(-1).sub(10).equal()
            }
          }
        },
        [`${t}-container`]: {
          position: "relative",
          transition: `opacity ${e.motionDurationSlow}`,
          "&::after": {
            position: "absolute",
            top: 0,
            insetInlineEnd: 0,
            bottom: 0,
            insetInlineStart: 0,
            zIndex: 10,
            width: "100%",
            height: "100%",
            background: e.colorBgContainer,
            opacity: 0,
            transition: `all ${e.motionDurationSlow}`,
            content: '""',
            pointerEvents: "none"
          }
        },
        [`${t}-blur`]: {
          clear: "both",
          opacity: 0.5,
          userSelect: "none",
          pointerEvents: "none",
          "&::after": {
            opacity: 0.4,
            pointerEvents: "auto"
          }
        }
      },
      // tip
      // ------------------------------
      "&-tip": {
        color: e.spinDotDefault
      },
      // holder
      // ------------------------------
      [`${t}-dot-holder`]: {
        width: "1em",
        height: "1em",
        fontSize: e.dotSize,
        display: "inline-block",
        transition: `transform ${e.motionDurationSlow} ease, opacity ${e.motionDurationSlow} ease`,
        transformOrigin: "50% 50%",
        lineHeight: 1,
        color: e.colorPrimary,
        "&-hidden": {
          transform: "scale(0.3)",
          opacity: 0
        }
      },
      // progress
      // ------------------------------
      [`${t}-dot-progress`]: {
        position: "absolute",
        inset: 0
      },
      // dots
      // ------------------------------
      [`${t}-dot`]: {
        position: "relative",
        display: "inline-block",
        fontSize: e.dotSize,
        width: "1em",
        height: "1em",
        "&-item": {
          position: "absolute",
          display: "block",
          width: n(e.dotSize).sub(n(e.marginXXS).div(2)).div(2).equal(),
          height: n(e.dotSize).sub(n(e.marginXXS).div(2)).div(2).equal(),
          background: "currentColor",
          borderRadius: "100%",
          transform: "scale(0.75)",
          transformOrigin: "50% 50%",
          opacity: 0.3,
          animationName: GR,
          animationDuration: "1s",
          animationIterationCount: "infinite",
          animationTimingFunction: "linear",
          animationDirection: "alternate",
          "&:nth-child(1)": {
            top: 0,
            insetInlineStart: 0,
            animationDelay: "0s"
          },
          "&:nth-child(2)": {
            top: 0,
            insetInlineEnd: 0,
            animationDelay: "0.4s"
          },
          "&:nth-child(3)": {
            insetInlineEnd: 0,
            bottom: 0,
            animationDelay: "0.8s"
          },
          "&:nth-child(4)": {
            bottom: 0,
            insetInlineStart: 0,
            animationDelay: "1.2s"
          }
        },
        "&-spin": {
          transform: "rotate(45deg)",
          animationName: kR,
          animationDuration: "1.2s",
          animationIterationCount: "infinite",
          animationTimingFunction: "linear"
        },
        "&-circle": {
          strokeLinecap: "round",
          transition: ["stroke-dashoffset", "stroke-dasharray", "stroke", "stroke-width", "opacity"].map((r) => `${r} ${e.motionDurationSlow} ease`).join(","),
          fillOpacity: 0,
          stroke: "currentcolor"
        },
        "&-circle-bg": {
          stroke: e.colorFillSecondary
        }
      },
      // small
      [`&-sm ${t}-dot`]: {
        "&, &-holder": {
          fontSize: e.dotSizeSM
        }
      },
      [`&-sm ${t}-dot-holder`]: {
        i: {
          width: n(n(e.dotSizeSM).sub(n(e.marginXXS).div(2))).div(2).equal(),
          height: n(n(e.dotSizeSM).sub(n(e.marginXXS).div(2))).div(2).equal()
        }
      },
      // large
      [`&-lg ${t}-dot`]: {
        "&, &-holder": {
          fontSize: e.dotSizeLG
        }
      },
      [`&-lg ${t}-dot-holder`]: {
        i: {
          width: n(n(e.dotSizeLG).sub(e.marginXXS)).div(2).equal(),
          height: n(n(e.dotSizeLG).sub(e.marginXXS)).div(2).equal()
        }
      },
      [`&${t}-show-text ${t}-text`]: {
        display: "block"
      }
    })
  };
}, qR = (e) => {
  const {
    controlHeightLG: t,
    controlHeight: n
  } = e;
  return {
    contentHeight: 400,
    dotSize: t / 2,
    dotSizeSM: t * 0.35,
    dotSizeLG: n
  };
}, KR = Lt("Spin", (e) => {
  const t = xt(e, {
    spinDotDefault: e.colorTextDescription
  });
  return UR(t);
}, qR), XR = 200, Wf = [[30, 0.05], [70, 0.03], [96, 0.01]];
function YR(e, t) {
  const [n, r] = l.useState(0), o = l.useRef(null), a = t === "auto";
  return l.useEffect(() => (a && e && (r(0), o.current = setInterval(() => {
    r((i) => {
      const s = 100 - i;
      for (let c = 0; c < Wf.length; c += 1) {
        const [u, d] = Wf[c];
        if (i <= u)
          return i + s * d;
      }
      return i;
    });
  }, XR)), () => {
    o.current && (clearInterval(o.current), o.current = null);
  }), [a, e]), a ? n : t;
}
var ZR = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
let hp;
function QR(e, t) {
  return !!e && !!t && !Number.isNaN(Number(t));
}
const bp = (e) => {
  var t;
  const {
    prefixCls: n,
    spinning: r = !0,
    delay: o = 0,
    className: a,
    rootClassName: i,
    size: s = "default",
    tip: c,
    wrapperClassName: u,
    style: d,
    children: f,
    fullscreen: m = !1,
    indicator: g,
    percent: p
  } = e, h = ZR(e, ["prefixCls", "spinning", "delay", "className", "rootClassName", "size", "tip", "wrapperClassName", "style", "children", "fullscreen", "indicator", "percent"]), {
    getPrefixCls: v,
    direction: y,
    className: b,
    style: S,
    indicator: x
  } = Gn("spin"), $ = v("spin", n), [C, E, w] = KR($), [O, I] = l.useState(() => r && !QR(r, o)), M = YR(O, p);
  l.useEffect(() => {
    if (r) {
      const A = NP(o, () => {
        I(!0);
      });
      return A(), () => {
        var W;
        (W = A?.cancel) === null || W === void 0 || W.call(A);
      };
    }
    I(!1);
  }, [o, r]);
  const P = l.useMemo(() => typeof f < "u" && !m, [f, m]), R = V($, b, {
    [`${$}-sm`]: s === "small",
    [`${$}-lg`]: s === "large",
    [`${$}-spinning`]: O,
    [`${$}-show-text`]: !!c,
    [`${$}-rtl`]: y === "rtl"
  }, a, !m && i, E, w), T = V(`${$}-container`, {
    [`${$}-blur`]: O
  }), L = (t = g ?? x) !== null && t !== void 0 ? t : hp, _ = Object.assign(Object.assign({}, S), d), z = /* @__PURE__ */ l.createElement("div", Object.assign({}, h, {
    style: _,
    className: R,
    "aria-live": "polite",
    "aria-busy": O
  }), /* @__PURE__ */ l.createElement(WR, {
    prefixCls: $,
    indicator: L,
    percent: M
  }), c && (P || m) ? /* @__PURE__ */ l.createElement("div", {
    className: `${$}-text`
  }, c) : null);
  return C(P ? /* @__PURE__ */ l.createElement("div", Object.assign({}, h, {
    className: V(`${$}-nested-loading`, u, E, w)
  }), O && /* @__PURE__ */ l.createElement("div", {
    key: "loading"
  }, z), /* @__PURE__ */ l.createElement("div", {
    className: T,
    key: "container"
  }, f)) : m ? /* @__PURE__ */ l.createElement("div", {
    className: V(`${$}-fullscreen`, {
      [`${$}-fullscreen-show`]: O
    }, i, E, w)
  }, z) : z);
};
bp.setDefaultIndicator = (e) => {
  hp = e;
};
const Kc = /* @__PURE__ */ D.createContext({});
Kc.Consumer;
var yp = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const JR = (e) => {
  var {
    prefixCls: t,
    className: n,
    avatar: r,
    title: o,
    description: a
  } = e, i = yp(e, ["prefixCls", "className", "avatar", "title", "description"]);
  const {
    getPrefixCls: s
  } = Wt(ct), c = s("list", t), u = V(`${c}-item-meta`, n), d = /* @__PURE__ */ D.createElement("div", {
    className: `${c}-item-meta-content`
  }, o && /* @__PURE__ */ D.createElement("h4", {
    className: `${c}-item-meta-title`
  }, o), a && /* @__PURE__ */ D.createElement("div", {
    className: `${c}-item-meta-description`
  }, a));
  return /* @__PURE__ */ D.createElement("div", Object.assign({}, i, {
    className: u
  }), r && /* @__PURE__ */ D.createElement("div", {
    className: `${c}-item-meta-avatar`
  }, r), (o || a) && d);
}, eM = /* @__PURE__ */ D.forwardRef((e, t) => {
  const {
    prefixCls: n,
    children: r,
    actions: o,
    extra: a,
    styles: i,
    className: s,
    classNames: c,
    colStyle: u
  } = e, d = yp(e, ["prefixCls", "children", "actions", "extra", "styles", "className", "classNames", "colStyle"]), {
    grid: f,
    itemLayout: m
  } = Wt(Kc), {
    getPrefixCls: g,
    list: p
  } = Wt(ct), h = (E) => {
    var w, O;
    return V((O = (w = p?.item) === null || w === void 0 ? void 0 : w.classNames) === null || O === void 0 ? void 0 : O[E], c?.[E]);
  }, v = (E) => {
    var w, O;
    return Object.assign(Object.assign({}, (O = (w = p?.item) === null || w === void 0 ? void 0 : w.styles) === null || O === void 0 ? void 0 : O[E]), i?.[E]);
  }, y = () => {
    let E = !1;
    return Wl.forEach(r, (w) => {
      typeof w == "string" && (E = !0);
    }), E && Wl.count(r) > 1;
  }, b = () => m === "vertical" ? !!a : !y(), S = g("list", n), x = o && o.length > 0 && /* @__PURE__ */ D.createElement("ul", {
    className: V(`${S}-item-action`, h("actions")),
    key: "actions",
    style: v("actions")
  }, o.map((E, w) => (
    // eslint-disable-next-line react/no-array-index-key
    /* @__PURE__ */ D.createElement("li", {
      key: `${S}-item-action-${w}`
    }, E, w !== o.length - 1 && /* @__PURE__ */ D.createElement("em", {
      className: `${S}-item-action-split`
    }))
  ))), $ = f ? "div" : "li", C = /* @__PURE__ */ D.createElement($, Object.assign({}, d, f ? {} : {
    ref: t
  }, {
    className: V(`${S}-item`, {
      [`${S}-item-no-flex`]: !b()
    }, s)
  }), m === "vertical" && a ? [/* @__PURE__ */ D.createElement("div", {
    className: `${S}-item-main`,
    key: "content"
  }, r, x), /* @__PURE__ */ D.createElement("div", {
    className: V(`${S}-item-extra`, h("extra")),
    key: "extra",
    style: v("extra")
  }, a)] : [r, x, xr(a, {
    key: "extra"
  })]);
  return f ? /* @__PURE__ */ D.createElement(sp, {
    ref: t,
    flex: 1,
    style: u
  }, C) : C;
}), Sp = eM;
Sp.Meta = JR;
const tM = (e) => {
  const {
    listBorderedCls: t,
    componentCls: n,
    paddingLG: r,
    margin: o,
    itemPaddingSM: a,
    itemPaddingLG: i,
    marginLG: s,
    borderRadiusLG: c
  } = e, u = H(e.calc(c).sub(e.lineWidth).equal());
  return {
    [t]: {
      border: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`,
      borderRadius: c,
      [`${n}-header`]: {
        borderRadius: `${u} ${u} 0 0`
      },
      [`${n}-footer`]: {
        borderRadius: `0 0 ${u} ${u}`
      },
      [`${n}-header,${n}-footer,${n}-item`]: {
        paddingInline: r
      },
      [`${n}-pagination`]: {
        margin: `${H(o)} ${H(s)}`
      }
    },
    [`${t}${n}-sm`]: {
      [`${n}-item,${n}-header,${n}-footer`]: {
        padding: a
      }
    },
    [`${t}${n}-lg`]: {
      [`${n}-item,${n}-header,${n}-footer`]: {
        padding: i
      }
    }
  };
}, nM = (e) => {
  const {
    componentCls: t,
    screenSM: n,
    screenMD: r,
    marginLG: o,
    marginSM: a,
    margin: i
  } = e;
  return {
    [`@media screen and (max-width:${r}px)`]: {
      [t]: {
        [`${t}-item`]: {
          [`${t}-item-action`]: {
            marginInlineStart: o
          }
        }
      },
      [`${t}-vertical`]: {
        [`${t}-item`]: {
          [`${t}-item-extra`]: {
            marginInlineStart: o
          }
        }
      }
    },
    [`@media screen and (max-width: ${n}px)`]: {
      [t]: {
        [`${t}-item`]: {
          flexWrap: "wrap",
          [`${t}-action`]: {
            marginInlineStart: a
          }
        }
      },
      [`${t}-vertical`]: {
        [`${t}-item`]: {
          flexWrap: "wrap-reverse",
          [`${t}-item-main`]: {
            minWidth: e.contentWidth
          },
          [`${t}-item-extra`]: {
            margin: `auto auto ${H(i)}`
          }
        }
      }
    }
  };
}, rM = (e) => {
  const {
    componentCls: t,
    antCls: n,
    controlHeight: r,
    minHeight: o,
    paddingSM: a,
    marginLG: i,
    padding: s,
    itemPadding: c,
    colorPrimary: u,
    itemPaddingSM: d,
    itemPaddingLG: f,
    paddingXS: m,
    margin: g,
    colorText: p,
    colorTextDescription: h,
    motionDurationSlow: v,
    lineWidth: y,
    headerBg: b,
    footerBg: S,
    emptyTextPadding: x,
    metaMarginBottom: $,
    avatarMarginRight: C,
    titleMarginBottom: E,
    descriptionFontSize: w
  } = e;
  return {
    [t]: Object.assign(Object.assign({}, Qt(e)), {
      position: "relative",
      // fix https://github.com/ant-design/ant-design/issues/46177
      "--rc-virtual-list-scrollbar-bg": e.colorSplit,
      "*": {
        outline: "none"
      },
      [`${t}-header`]: {
        background: b
      },
      [`${t}-footer`]: {
        background: S
      },
      [`${t}-header, ${t}-footer`]: {
        paddingBlock: a
      },
      [`${t}-pagination`]: {
        marginBlockStart: i,
        // https://github.com/ant-design/ant-design/issues/20037
        [`${n}-pagination-options`]: {
          textAlign: "start"
        }
      },
      [`${t}-spin`]: {
        minHeight: o,
        textAlign: "center"
      },
      [`${t}-items`]: {
        margin: 0,
        padding: 0,
        listStyle: "none"
      },
      [`${t}-item`]: {
        display: "flex",
        alignItems: "center",
        justifyContent: "space-between",
        padding: c,
        color: p,
        [`${t}-item-meta`]: {
          display: "flex",
          flex: 1,
          alignItems: "flex-start",
          maxWidth: "100%",
          [`${t}-item-meta-avatar`]: {
            marginInlineEnd: C
          },
          [`${t}-item-meta-content`]: {
            flex: "1 0",
            width: 0,
            color: p
          },
          [`${t}-item-meta-title`]: {
            margin: `0 0 ${H(e.marginXXS)} 0`,
            color: p,
            fontSize: e.fontSize,
            lineHeight: e.lineHeight,
            "> a": {
              color: p,
              transition: `all ${v}`,
              "&:hover": {
                color: u
              }
            }
          },
          [`${t}-item-meta-description`]: {
            color: h,
            fontSize: w,
            lineHeight: e.lineHeight
          }
        },
        [`${t}-item-action`]: {
          flex: "0 0 auto",
          marginInlineStart: e.marginXXL,
          padding: 0,
          fontSize: 0,
          listStyle: "none",
          "& > li": {
            position: "relative",
            display: "inline-block",
            padding: `0 ${H(m)}`,
            color: h,
            fontSize: e.fontSize,
            lineHeight: e.lineHeight,
            textAlign: "center",
            "&:first-child": {
              paddingInlineStart: 0
            }
          },
          [`${t}-item-action-split`]: {
            position: "absolute",
            insetBlockStart: "50%",
            insetInlineEnd: 0,
            width: y,
            height: e.calc(e.fontHeight).sub(e.calc(e.marginXXS).mul(2)).equal(),
            transform: "translateY(-50%)",
            backgroundColor: e.colorSplit
          }
        }
      },
      [`${t}-empty`]: {
        padding: `${H(s)} 0`,
        color: h,
        fontSize: e.fontSizeSM,
        textAlign: "center"
      },
      [`${t}-empty-text`]: {
        padding: x,
        color: e.colorTextDisabled,
        fontSize: e.fontSize,
        textAlign: "center"
      },
      // ============================ without flex ============================
      [`${t}-item-no-flex`]: {
        display: "block"
      }
    }),
    [`${t}-grid ${n}-col > ${t}-item`]: {
      display: "block",
      maxWidth: "100%",
      marginBlockEnd: g,
      paddingBlock: 0,
      borderBlockEnd: "none"
    },
    [`${t}-vertical ${t}-item`]: {
      alignItems: "initial",
      [`${t}-item-main`]: {
        display: "block",
        flex: 1
      },
      [`${t}-item-extra`]: {
        marginInlineStart: i
      },
      [`${t}-item-meta`]: {
        marginBlockEnd: $,
        [`${t}-item-meta-title`]: {
          marginBlockStart: 0,
          marginBlockEnd: E,
          color: p,
          fontSize: e.fontSizeLG,
          lineHeight: e.lineHeightLG
        }
      },
      [`${t}-item-action`]: {
        marginBlockStart: s,
        marginInlineStart: "auto",
        "> li": {
          padding: `0 ${H(s)}`,
          "&:first-child": {
            paddingInlineStart: 0
          }
        }
      }
    },
    [`${t}-split ${t}-item`]: {
      borderBlockEnd: `${H(e.lineWidth)} ${e.lineType} ${e.colorSplit}`,
      "&:last-child": {
        borderBlockEnd: "none"
      }
    },
    [`${t}-split ${t}-header`]: {
      borderBlockEnd: `${H(e.lineWidth)} ${e.lineType} ${e.colorSplit}`
    },
    [`${t}-split${t}-empty ${t}-footer`]: {
      borderTop: `${H(e.lineWidth)} ${e.lineType} ${e.colorSplit}`
    },
    [`${t}-loading ${t}-spin-nested-loading`]: {
      minHeight: r
    },
    [`${t}-split${t}-something-after-last-item ${n}-spin-container > ${t}-items > ${t}-item:last-child`]: {
      borderBlockEnd: `${H(e.lineWidth)} ${e.lineType} ${e.colorSplit}`
    },
    [`${t}-lg ${t}-item`]: {
      padding: f
    },
    [`${t}-sm ${t}-item`]: {
      padding: d
    },
    // Horizontal
    [`${t}:not(${t}-vertical)`]: {
      [`${t}-item-no-flex`]: {
        [`${t}-item-action`]: {
          float: "right"
        }
      }
    }
  };
}, oM = (e) => ({
  contentWidth: 220,
  itemPadding: `${H(e.paddingContentVertical)} 0`,
  itemPaddingSM: `${H(e.paddingContentVerticalSM)} ${H(e.paddingContentHorizontal)}`,
  itemPaddingLG: `${H(e.paddingContentVerticalLG)} ${H(e.paddingContentHorizontalLG)}`,
  headerBg: "transparent",
  footerBg: "transparent",
  emptyTextPadding: e.padding,
  metaMarginBottom: e.padding,
  avatarMarginRight: e.padding,
  titleMarginBottom: e.paddingSM,
  descriptionFontSize: e.fontSize
}), aM = Lt("List", (e) => {
  const t = xt(e, {
    listBorderedCls: `${e.componentCls}-bordered`,
    minHeight: e.controlHeightLG
  });
  return [rM(t), tM(t), nM(t)];
}, oM);
var iM = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
function lM(e, t) {
  const {
    pagination: n = !1,
    prefixCls: r,
    bordered: o = !1,
    split: a = !0,
    className: i,
    rootClassName: s,
    style: c,
    children: u,
    itemLayout: d,
    loadMore: f,
    grid: m,
    dataSource: g = [],
    size: p,
    header: h,
    footer: v,
    loading: y = !1,
    rowKey: b,
    renderItem: S,
    locale: x
  } = e, $ = iM(e, ["pagination", "prefixCls", "bordered", "split", "className", "rootClassName", "style", "children", "itemLayout", "loadMore", "grid", "dataSource", "size", "header", "footer", "loading", "rowKey", "renderItem", "locale"]), C = n && typeof n == "object" ? n : {}, [E, w] = l.useState(C.defaultCurrent || 1), [O, I] = l.useState(C.defaultPageSize || 10), {
    getPrefixCls: M,
    direction: P,
    className: R,
    style: T
  } = Gn("list"), {
    renderEmpty: L
  } = l.useContext(ct), _ = {
    current: 1,
    total: 0,
    position: "bottom"
  }, z = (ve) => (ye, me) => {
    var Fe;
    w(ye), I(me), n && ((Fe = n?.[ve]) === null || Fe === void 0 || Fe.call(n, ye, me));
  }, A = z("onChange"), W = z("onShowSizeChange"), B = (ve, ye) => {
    if (!S)
      return null;
    let me;
    return typeof b == "function" ? me = b(ve) : b ? me = ve[b] : me = ve.key, me || (me = `list-item-${ye}`), /* @__PURE__ */ l.createElement(l.Fragment, {
      key: me
    }, S(ve, ye));
  }, G = !!(f || n || v), F = M("list", r), [X, Z, U] = aM(F);
  let q = y;
  typeof q == "boolean" && (q = {
    spinning: q
  });
  const ne = !!q?.spinning, le = Lr(p);
  let re = "";
  switch (le) {
    case "large":
      re = "lg";
      break;
    case "small":
      re = "sm";
      break;
  }
  const ce = V(F, {
    [`${F}-vertical`]: d === "vertical",
    [`${F}-${re}`]: re,
    [`${F}-split`]: a,
    [`${F}-bordered`]: o,
    [`${F}-loading`]: ne,
    [`${F}-grid`]: !!m,
    [`${F}-something-after-last-item`]: G,
    [`${F}-rtl`]: P === "rtl"
  }, R, i, s, Z, U), J = $s(_, {
    total: g.length,
    current: E,
    pageSize: O
  }, n || {}), Y = Math.ceil(J.total / J.pageSize);
  J.current = Math.min(J.current, Y);
  const te = n && /* @__PURE__ */ l.createElement("div", {
    className: V(`${F}-pagination`)
  }, /* @__PURE__ */ l.createElement(FR, Object.assign({
    align: "end"
  }, J, {
    onChange: A,
    onShowSizeChange: W
  })));
  let ee = $e(g);
  n && g.length > (J.current - 1) * J.pageSize && (ee = $e(g).splice((J.current - 1) * J.pageSize, J.pageSize));
  const Q = Object.keys(m || {}).some((ve) => ["xs", "sm", "md", "lg", "xl", "xxl"].includes(ve)), K = Ac(Q), ae = l.useMemo(() => {
    for (let ve = 0; ve < jr.length; ve += 1) {
      const ye = jr[ve];
      if (K[ye])
        return ye;
    }
  }, [K]), oe = l.useMemo(() => {
    if (!m)
      return;
    const ve = ae && m[ae] ? m[ae] : m.column;
    if (ve)
      return {
        width: `${100 / ve}%`,
        maxWidth: `${100 / ve}%`
      };
  }, [JSON.stringify(m), ae]);
  let ue = ne && /* @__PURE__ */ l.createElement("div", {
    style: {
      minHeight: 53
    }
  });
  if (ee.length > 0) {
    const ve = ee.map(B);
    ue = m ? /* @__PURE__ */ l.createElement(cp, {
      gutter: m.gutter
    }, l.Children.map(ve, (ye) => /* @__PURE__ */ l.createElement("div", {
      key: ye?.key,
      style: oe
    }, ye))) : /* @__PURE__ */ l.createElement("ul", {
      className: `${F}-items`
    }, ve);
  } else !u && !ne && (ue = /* @__PURE__ */ l.createElement("div", {
    className: `${F}-empty-text`
  }, x?.emptyText || L?.("List") || /* @__PURE__ */ l.createElement(Og, {
    componentName: "List"
  })));
  const de = J.position, fe = l.useMemo(() => ({
    grid: m,
    itemLayout: d
  }), [JSON.stringify(m), d]);
  return X(/* @__PURE__ */ l.createElement(Kc.Provider, {
    value: fe
  }, /* @__PURE__ */ l.createElement("div", Object.assign({
    ref: t,
    style: Object.assign(Object.assign({}, T), c),
    className: ce
  }, $), (de === "top" || de === "both") && te, h && /* @__PURE__ */ l.createElement("div", {
    className: `${F}-header`
  }, h), /* @__PURE__ */ l.createElement(bp, Object.assign({}, q), ue, u), v && /* @__PURE__ */ l.createElement("div", {
    className: `${F}-footer`
  }, v), f || (de === "bottom" || de === "both") && te)));
}
const sM = /* @__PURE__ */ l.forwardRef(lM), Ys = sM;
Ys.Item = Sp;
const cM = (e, t = !1) => t && e == null ? [] : Array.isArray(e) ? e : [e];
var uM = {
  percent: 0,
  prefixCls: "rc-progress",
  strokeColor: "#2db7f5",
  strokeLinecap: "round",
  strokeWidth: 1,
  trailColor: "#D9D9D9",
  trailWidth: 1,
  gapPosition: "bottom"
}, dM = function() {
  var t = we([]), n = we(null);
  return Mt(function() {
    var r = Date.now(), o = !1;
    t.current.forEach(function(a) {
      if (a) {
        o = !0;
        var i = a.style;
        i.transitionDuration = ".3s, .3s, .3s, .06s", n.current && r - n.current < 100 && (i.transitionDuration = "0s, 0s");
      }
    }), o && (n.current = Date.now());
  }), t.current;
}, Gf = 0, fM = sn();
function mM() {
  var e;
  return fM ? (e = Gf, Gf += 1) : e = "TEST_OR_SSR", e;
}
const vM = (function(e) {
  var t = l.useState(), n = k(t, 2), r = n[0], o = n[1];
  return l.useEffect(function() {
    o("rc_progress_".concat(mM()));
  }, []), e || r;
});
var kf = function(t) {
  var n = t.bg, r = t.children;
  return /* @__PURE__ */ l.createElement("div", {
    style: {
      width: "100%",
      height: "100%",
      background: n
    }
  }, r);
};
function Uf(e, t) {
  return Object.keys(e).map(function(n) {
    var r = parseFloat(n), o = "".concat(Math.floor(r * t), "%");
    return "".concat(e[n], " ").concat(o);
  });
}
var gM = /* @__PURE__ */ l.forwardRef(function(e, t) {
  var n = e.prefixCls, r = e.color, o = e.gradientId, a = e.radius, i = e.style, s = e.ptg, c = e.strokeLinecap, u = e.strokeWidth, d = e.size, f = e.gapDegree, m = r && Be(r) === "object", g = m ? "#FFF" : void 0, p = d / 2, h = /* @__PURE__ */ l.createElement("circle", {
    className: "".concat(n, "-circle-path"),
    r: a,
    cx: p,
    cy: p,
    stroke: g,
    strokeLinecap: c,
    strokeWidth: u,
    opacity: s === 0 ? 0 : 1,
    style: i,
    ref: t
  });
  if (!m)
    return h;
  var v = "".concat(o, "-conic"), y = f ? "".concat(180 + f / 2, "deg") : "0deg", b = Uf(r, (360 - f) / 360), S = Uf(r, 1), x = "conic-gradient(from ".concat(y, ", ").concat(b.join(", "), ")"), $ = "linear-gradient(to ".concat(f ? "bottom" : "top", ", ").concat(S.join(", "), ")");
  return /* @__PURE__ */ l.createElement(l.Fragment, null, /* @__PURE__ */ l.createElement("mask", {
    id: v
  }, h), /* @__PURE__ */ l.createElement("foreignObject", {
    x: 0,
    y: 0,
    width: d,
    height: d,
    mask: "url(#".concat(v, ")")
  }, /* @__PURE__ */ l.createElement(kf, {
    bg: $
  }, /* @__PURE__ */ l.createElement(kf, {
    bg: x
  }))));
}), Ho = 100, _l = function(t, n, r, o, a, i, s, c, u, d) {
  var f = arguments.length > 10 && arguments[10] !== void 0 ? arguments[10] : 0, m = r / 100 * 360 * ((360 - i) / 360), g = i === 0 ? 0 : {
    bottom: 0,
    top: 180,
    left: 90,
    right: -90
  }[s], p = (100 - o) / 100 * n;
  u === "round" && o !== 100 && (p += d / 2, p >= n && (p = n - 0.01));
  var h = Ho / 2;
  return {
    stroke: typeof c == "string" ? c : void 0,
    strokeDasharray: "".concat(n, "px ").concat(t),
    strokeDashoffset: p + f,
    transform: "rotate(".concat(a + m + g, "deg)"),
    transformOrigin: "".concat(h, "px ").concat(h, "px"),
    transition: "stroke-dashoffset .3s ease 0s, stroke-dasharray .3s ease 0s, stroke .3s, stroke-width .06s ease .3s, opacity .3s ease 0s",
    fillOpacity: 0
  };
}, pM = ["id", "prefixCls", "steps", "strokeWidth", "trailWidth", "gapDegree", "gapPosition", "trailColor", "strokeLinecap", "style", "className", "strokeColor", "percent"];
function qf(e) {
  var t = e ?? [];
  return Array.isArray(t) ? t : [t];
}
var hM = function(t) {
  var n = j(j({}, uM), t), r = n.id, o = n.prefixCls, a = n.steps, i = n.strokeWidth, s = n.trailWidth, c = n.gapDegree, u = c === void 0 ? 0 : c, d = n.gapPosition, f = n.trailColor, m = n.strokeLinecap, g = n.style, p = n.className, h = n.strokeColor, v = n.percent, y = at(n, pM), b = Ho / 2, S = vM(r), x = "".concat(S, "-gradient"), $ = b - i / 2, C = Math.PI * 2 * $, E = u > 0 ? 90 + u / 2 : -90, w = C * ((360 - u) / 360), O = Be(a) === "object" ? a : {
    count: a,
    gap: 2
  }, I = O.count, M = O.gap, P = qf(v), R = qf(h), T = R.find(function(G) {
    return G && Be(G) === "object";
  }), L = T && Be(T) === "object", _ = L ? "butt" : m, z = _l(C, w, 0, 100, E, u, d, f, _, i), A = dM(), W = function() {
    var F = 0;
    return P.map(function(X, Z) {
      var U = R[Z] || R[R.length - 1], q = _l(C, w, F, X, E, u, d, U, _, i);
      return F += X, /* @__PURE__ */ l.createElement(gM, {
        key: Z,
        color: U,
        ptg: X,
        radius: $,
        prefixCls: o,
        gradientId: x,
        style: q,
        strokeLinecap: _,
        strokeWidth: i,
        gapDegree: u,
        ref: function(le) {
          A[Z] = le;
        },
        size: Ho
      });
    }).reverse();
  }, B = function() {
    var F = Math.round(I * (P[0] / 100)), X = 100 / I, Z = 0;
    return new Array(I).fill(null).map(function(U, q) {
      var ne = q <= F - 1 ? R[0] : f, le = ne && Be(ne) === "object" ? "url(#".concat(x, ")") : void 0, re = _l(C, w, Z, X, E, u, d, ne, "butt", i, M);
      return Z += (w - re.strokeDashoffset + M) * 100 / w, /* @__PURE__ */ l.createElement("circle", {
        key: q,
        className: "".concat(o, "-circle-path"),
        r: $,
        cx: b,
        cy: b,
        stroke: le,
        strokeWidth: i,
        opacity: 1,
        style: re,
        ref: function(J) {
          A[q] = J;
        }
      });
    });
  };
  return /* @__PURE__ */ l.createElement("svg", pe({
    className: V("".concat(o, "-circle"), p),
    viewBox: "0 0 ".concat(Ho, " ").concat(Ho),
    style: g,
    id: r,
    role: "presentation"
  }, y), !I && /* @__PURE__ */ l.createElement("circle", {
    className: "".concat(o, "-circle-trail"),
    r: $,
    cx: b,
    cy: b,
    stroke: f,
    strokeLinecap: _,
    strokeWidth: s || i,
    style: z
  }), I ? B() : W());
};
function hr(e) {
  return !e || e < 0 ? 0 : e > 100 ? 100 : e;
}
function mi({
  success: e,
  successPercent: t
}) {
  let n = t;
  return e && "progress" in e && (n = e.progress), e && "percent" in e && (n = e.percent), n;
}
const bM = ({
  percent: e,
  success: t,
  successPercent: n
}) => {
  const r = hr(mi({
    success: t,
    successPercent: n
  }));
  return [r, hr(hr(e) - r)];
}, yM = ({
  success: e = {},
  strokeColor: t
}) => {
  const {
    strokeColor: n
  } = e;
  return [n || ao.green, t || null];
}, Gi = (e, t, n) => {
  var r, o, a, i;
  let s = -1, c = -1;
  if (t === "step") {
    const u = n.steps, d = n.strokeWidth;
    typeof e == "string" || typeof e > "u" ? (s = e === "small" ? 2 : 14, c = d ?? 8) : typeof e == "number" ? [s, c] = [e, e] : [s = 14, c = 8] = Array.isArray(e) ? e : [e.width, e.height], s *= u;
  } else if (t === "line") {
    const u = n?.strokeWidth;
    typeof e == "string" || typeof e > "u" ? c = u || (e === "small" ? 6 : 8) : typeof e == "number" ? [s, c] = [e, e] : [s = -1, c = 8] = Array.isArray(e) ? e : [e.width, e.height];
  } else (t === "circle" || t === "dashboard") && (typeof e == "string" || typeof e > "u" ? [s, c] = e === "small" ? [60, 60] : [120, 120] : typeof e == "number" ? [s, c] = [e, e] : Array.isArray(e) && (s = (o = (r = e[0]) !== null && r !== void 0 ? r : e[1]) !== null && o !== void 0 ? o : 120, c = (i = (a = e[0]) !== null && a !== void 0 ? a : e[1]) !== null && i !== void 0 ? i : 120));
  return [s, c];
}, SM = 3, CM = (e) => SM / e * 100, $M = (e) => {
  const {
    prefixCls: t,
    trailColor: n = null,
    strokeLinecap: r = "round",
    gapPosition: o,
    gapDegree: a,
    width: i = 120,
    type: s,
    children: c,
    success: u,
    size: d = i,
    steps: f
  } = e, [m, g] = Gi(d, "circle");
  let {
    strokeWidth: p
  } = e;
  p === void 0 && (p = Math.max(CM(m), 6));
  const h = {
    width: m,
    height: g,
    fontSize: m * 0.15 + 6
  }, v = l.useMemo(() => {
    if (a || a === 0)
      return a;
    if (s === "dashboard")
      return 75;
  }, [a, s]), y = bM(e), b = o || s === "dashboard" && "bottom" || void 0, S = Object.prototype.toString.call(e.strokeColor) === "[object Object]", x = yM({
    success: u,
    strokeColor: e.strokeColor
  }), $ = V(`${t}-inner`, {
    [`${t}-circle-gradient`]: S
  }), C = /* @__PURE__ */ l.createElement(hM, {
    steps: f,
    percent: f ? y[1] : y,
    strokeWidth: p,
    trailWidth: p,
    strokeColor: f ? x[1] : x,
    strokeLinecap: r,
    trailColor: n,
    prefixCls: t,
    gapDegree: v,
    gapPosition: b
  }), E = m <= 20, w = /* @__PURE__ */ l.createElement("div", {
    className: $,
    style: h
  }, C, !E && c);
  return E ? /* @__PURE__ */ l.createElement(cr, {
    title: c
  }, w) : w;
}, vi = "--progress-line-stroke-color", Cp = "--progress-percent", Kf = (e) => {
  const t = e ? "100%" : "-100%";
  return new ot(`antProgress${e ? "RTL" : "LTR"}Active`, {
    "0%": {
      transform: `translateX(${t}) scaleX(0)`,
      opacity: 0.1
    },
    "20%": {
      transform: `translateX(${t}) scaleX(0)`,
      opacity: 0.5
    },
    to: {
      transform: "translateX(0) scaleX(1)",
      opacity: 0
    }
  });
}, xM = (e) => {
  const {
    componentCls: t,
    iconCls: n
  } = e;
  return {
    [t]: Object.assign(Object.assign({}, Qt(e)), {
      display: "inline-block",
      "&-rtl": {
        direction: "rtl"
      },
      "&-line": {
        position: "relative",
        width: "100%",
        fontSize: e.fontSize
      },
      [`${t}-outer`]: {
        display: "inline-flex",
        alignItems: "center",
        width: "100%"
      },
      [`${t}-inner`]: {
        position: "relative",
        display: "inline-block",
        width: "100%",
        flex: 1,
        overflow: "hidden",
        verticalAlign: "middle",
        backgroundColor: e.remainingColor,
        borderRadius: e.lineBorderRadius
      },
      [`${t}-inner:not(${t}-circle-gradient)`]: {
        [`${t}-circle-path`]: {
          stroke: e.defaultColor
        }
      },
      [`${t}-success-bg, ${t}-bg`]: {
        position: "relative",
        background: e.defaultColor,
        borderRadius: e.lineBorderRadius,
        transition: `all ${e.motionDurationSlow} ${e.motionEaseInOutCirc}`
      },
      [`${t}-layout-bottom`]: {
        display: "flex",
        flexDirection: "column",
        alignItems: "center",
        justifyContent: "center",
        [`${t}-text`]: {
          width: "max-content",
          marginInlineStart: 0,
          marginTop: e.marginXXS
        }
      },
      [`${t}-bg`]: {
        overflow: "hidden",
        "&::after": {
          content: '""',
          background: {
            _multi_value_: !0,
            value: ["inherit", `var(${vi})`]
          },
          height: "100%",
          width: `calc(1 / var(${Cp}) * 100%)`,
          display: "block"
        },
        [`&${t}-bg-inner`]: {
          minWidth: "max-content",
          "&::after": {
            content: "none"
          },
          [`${t}-text-inner`]: {
            color: e.colorWhite,
            [`&${t}-text-bright`]: {
              color: "rgba(0, 0, 0, 0.45)"
            }
          }
        }
      },
      [`${t}-success-bg`]: {
        position: "absolute",
        insetBlockStart: 0,
        insetInlineStart: 0,
        backgroundColor: e.colorSuccess
      },
      [`${t}-text`]: {
        display: "inline-block",
        marginInlineStart: e.marginXS,
        color: e.colorText,
        lineHeight: 1,
        width: "2em",
        whiteSpace: "nowrap",
        textAlign: "start",
        verticalAlign: "middle",
        wordBreak: "normal",
        [n]: {
          fontSize: e.fontSize
        },
        [`&${t}-text-outer`]: {
          width: "max-content"
        },
        [`&${t}-text-outer${t}-text-start`]: {
          width: "max-content",
          marginInlineStart: 0,
          marginInlineEnd: e.marginXS
        }
      },
      [`${t}-text-inner`]: {
        display: "flex",
        justifyContent: "center",
        alignItems: "center",
        width: "100%",
        height: "100%",
        marginInlineStart: 0,
        padding: `0 ${H(e.paddingXXS)}`,
        [`&${t}-text-start`]: {
          justifyContent: "start"
        },
        [`&${t}-text-end`]: {
          justifyContent: "end"
        }
      },
      [`&${t}-status-active`]: {
        [`${t}-bg::before`]: {
          position: "absolute",
          inset: 0,
          backgroundColor: e.colorBgContainer,
          borderRadius: e.lineBorderRadius,
          opacity: 0,
          animationName: Kf(),
          animationDuration: e.progressActiveMotionDuration,
          animationTimingFunction: e.motionEaseOutQuint,
          animationIterationCount: "infinite",
          content: '""'
        }
      },
      [`&${t}-rtl${t}-status-active`]: {
        [`${t}-bg::before`]: {
          animationName: Kf(!0)
        }
      },
      [`&${t}-status-exception`]: {
        [`${t}-bg`]: {
          backgroundColor: e.colorError
        },
        [`${t}-text`]: {
          color: e.colorError
        }
      },
      [`&${t}-status-exception ${t}-inner:not(${t}-circle-gradient)`]: {
        [`${t}-circle-path`]: {
          stroke: e.colorError
        }
      },
      [`&${t}-status-success`]: {
        [`${t}-bg`]: {
          backgroundColor: e.colorSuccess
        },
        [`${t}-text`]: {
          color: e.colorSuccess
        }
      },
      [`&${t}-status-success ${t}-inner:not(${t}-circle-gradient)`]: {
        [`${t}-circle-path`]: {
          stroke: e.colorSuccess
        }
      }
    })
  };
}, wM = (e) => {
  const {
    componentCls: t,
    iconCls: n
  } = e;
  return {
    [t]: {
      [`${t}-circle-trail`]: {
        stroke: e.remainingColor
      },
      [`&${t}-circle ${t}-inner`]: {
        position: "relative",
        lineHeight: 1,
        backgroundColor: "transparent"
      },
      [`&${t}-circle ${t}-text`]: {
        position: "absolute",
        insetBlockStart: "50%",
        insetInlineStart: 0,
        width: "100%",
        margin: 0,
        padding: 0,
        color: e.circleTextColor,
        fontSize: e.circleTextFontSize,
        lineHeight: 1,
        whiteSpace: "normal",
        textAlign: "center",
        transform: "translateY(-50%)",
        [n]: {
          fontSize: e.circleIconFontSize
        }
      },
      [`${t}-circle&-status-exception`]: {
        [`${t}-text`]: {
          color: e.colorError
        }
      },
      [`${t}-circle&-status-success`]: {
        [`${t}-text`]: {
          color: e.colorSuccess
        }
      }
    },
    [`${t}-inline-circle`]: {
      lineHeight: 1,
      [`${t}-inner`]: {
        verticalAlign: "bottom"
      }
    }
  };
}, EM = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    [t]: {
      [`${t}-steps`]: {
        display: "inline-block",
        "&-outer": {
          display: "flex",
          flexDirection: "row",
          alignItems: "center"
        },
        "&-item": {
          flexShrink: 0,
          minWidth: e.progressStepMinWidth,
          marginInlineEnd: e.progressStepMarginInlineEnd,
          backgroundColor: e.remainingColor,
          transition: `all ${e.motionDurationSlow}`,
          "&-active": {
            backgroundColor: e.defaultColor
          }
        }
      }
    }
  };
}, OM = (e) => {
  const {
    componentCls: t,
    iconCls: n
  } = e;
  return {
    [t]: {
      [`${t}-small&-line, ${t}-small&-line ${t}-text ${n}`]: {
        fontSize: e.fontSizeSM
      }
    }
  };
}, IM = (e) => ({
  circleTextColor: e.colorText,
  defaultColor: e.colorInfo,
  remainingColor: e.colorFillSecondary,
  lineBorderRadius: 100,
  // magic for capsule shape, should be a very large number
  circleTextFontSize: "1em",
  circleIconFontSize: `${e.fontSize / e.fontSizeSM}em`
}), PM = Lt("Progress", (e) => {
  const t = e.calc(e.marginXXS).div(2).equal(), n = xt(e, {
    progressStepMarginInlineEnd: t,
    progressStepMinWidth: t,
    progressActiveMotionDuration: "2.4s"
  });
  return [xM(n), wM(n), EM(n), OM(n)];
}, IM);
var RM = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const MM = (e) => {
  let t = [];
  return Object.keys(e).forEach((n) => {
    const r = Number.parseFloat(n.replace(/%/g, ""));
    Number.isNaN(r) || t.push({
      key: r,
      value: e[n]
    });
  }), t = t.sort((n, r) => n.key - r.key), t.map(({
    key: n,
    value: r
  }) => `${r} ${n}%`).join(", ");
}, TM = (e, t) => {
  const {
    from: n = ao.blue,
    to: r = ao.blue,
    direction: o = t === "rtl" ? "to left" : "to right"
  } = e, a = RM(e, ["from", "to", "direction"]);
  if (Object.keys(a).length !== 0) {
    const s = MM(a), c = `linear-gradient(${o}, ${s})`;
    return {
      background: c,
      [vi]: c
    };
  }
  const i = `linear-gradient(${o}, ${n}, ${r})`;
  return {
    background: i,
    [vi]: i
  };
}, NM = (e) => {
  const {
    prefixCls: t,
    direction: n,
    percent: r,
    size: o,
    strokeWidth: a,
    strokeColor: i,
    strokeLinecap: s = "round",
    children: c,
    trailColor: u = null,
    percentPosition: d,
    success: f
  } = e, {
    align: m,
    type: g
  } = d, p = i && typeof i != "string" ? TM(i, n) : {
    [vi]: i,
    background: i
  }, h = s === "square" || s === "butt" ? 0 : void 0, v = o ?? [-1, a || (o === "small" ? 6 : 8)], [y, b] = Gi(v, "line", {
    strokeWidth: a
  }), S = {
    backgroundColor: u || void 0,
    borderRadius: h
  }, x = Object.assign(Object.assign({
    width: `${hr(r)}%`,
    height: b,
    borderRadius: h
  }, p), {
    [Cp]: hr(r) / 100
  }), $ = mi(e), C = {
    width: `${hr($)}%`,
    height: b,
    borderRadius: h,
    backgroundColor: f?.strokeColor
  }, E = {
    width: y < 0 ? "100%" : y
  }, w = /* @__PURE__ */ l.createElement("div", {
    className: `${t}-inner`,
    style: S
  }, /* @__PURE__ */ l.createElement("div", {
    className: V(`${t}-bg`, `${t}-bg-${g}`),
    style: x
  }, g === "inner" && c), $ !== void 0 && /* @__PURE__ */ l.createElement("div", {
    className: `${t}-success-bg`,
    style: C
  })), O = g === "outer" && m === "start", I = g === "outer" && m === "end";
  return g === "outer" && m === "center" ? /* @__PURE__ */ l.createElement("div", {
    className: `${t}-layout-bottom`
  }, w, c) : /* @__PURE__ */ l.createElement("div", {
    className: `${t}-outer`,
    style: E
  }, O && c, w, I && c);
}, _M = (e) => {
  const {
    size: t,
    steps: n,
    rounding: r = Math.round,
    percent: o = 0,
    strokeWidth: a = 8,
    strokeColor: i,
    trailColor: s = null,
    prefixCls: c,
    children: u
  } = e, d = r(n * (o / 100)), m = t ?? [t === "small" ? 2 : 14, a], [g, p] = Gi(m, "step", {
    steps: n,
    strokeWidth: a
  }), h = g / n, v = Array.from({
    length: n
  });
  for (let y = 0; y < n; y++) {
    const b = Array.isArray(i) ? i[y] : i;
    v[y] = /* @__PURE__ */ l.createElement("div", {
      key: y,
      className: V(`${c}-steps-item`, {
        [`${c}-steps-item-active`]: y <= d - 1
      }),
      style: {
        backgroundColor: y <= d - 1 ? b : s,
        width: h,
        height: p
      }
    });
  }
  return /* @__PURE__ */ l.createElement("div", {
    className: `${c}-steps-outer`
  }, v, u);
};
var jM = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const zM = ["normal", "exception", "active", "success"], AM = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    prefixCls: n,
    className: r,
    rootClassName: o,
    steps: a,
    strokeColor: i,
    percent: s = 0,
    size: c = "default",
    showInfo: u = !0,
    type: d = "line",
    status: f,
    format: m,
    style: g,
    percentPosition: p = {}
  } = e, h = jM(e, ["prefixCls", "className", "rootClassName", "steps", "strokeColor", "percent", "size", "showInfo", "type", "status", "format", "style", "percentPosition"]), {
    align: v = "end",
    type: y = "outer"
  } = p, b = Array.isArray(i) ? i[0] : i, S = typeof i == "string" || Array.isArray(i) ? i : void 0, x = l.useMemo(() => {
    if (b) {
      const W = typeof b == "string" ? b : Object.values(b)[0];
      return new It(W).isLight();
    }
    return !1;
  }, [i]), $ = l.useMemo(() => {
    var W, B;
    const G = mi(e);
    return Number.parseInt(G !== void 0 ? (W = G ?? 0) === null || W === void 0 ? void 0 : W.toString() : (B = s ?? 0) === null || B === void 0 ? void 0 : B.toString(), 10);
  }, [s, e.success, e.successPercent]), C = l.useMemo(() => !zM.includes(f) && $ >= 100 ? "success" : f || "normal", [f, $]), {
    getPrefixCls: E,
    direction: w,
    progress: O
  } = l.useContext(ct), I = E("progress", n), [M, P, R] = PM(I), T = d === "line", L = T && !a, _ = l.useMemo(() => {
    if (!u)
      return null;
    const W = mi(e);
    let B;
    const G = m || ((X) => `${X}%`), F = T && x && y === "inner";
    return y === "inner" || m || C !== "exception" && C !== "success" ? B = G(hr(s), hr(W)) : C === "exception" ? B = T ? /* @__PURE__ */ l.createElement($r, null) : /* @__PURE__ */ l.createElement(lr, null) : C === "success" && (B = T ? /* @__PURE__ */ l.createElement(wo, null) : /* @__PURE__ */ l.createElement(zc, null)), /* @__PURE__ */ l.createElement("span", {
      className: V(`${I}-text`, {
        [`${I}-text-bright`]: F,
        [`${I}-text-${v}`]: L,
        [`${I}-text-${y}`]: L
      }),
      title: typeof B == "string" ? B : void 0
    }, B);
  }, [u, s, $, C, d, I, m]);
  let z;
  d === "line" ? z = a ? /* @__PURE__ */ l.createElement(_M, Object.assign({}, e, {
    strokeColor: S,
    prefixCls: I,
    steps: typeof a == "object" ? a.count : a
  }), _) : /* @__PURE__ */ l.createElement(NM, Object.assign({}, e, {
    strokeColor: b,
    prefixCls: I,
    direction: w,
    percentPosition: {
      align: v,
      type: y
    }
  }), _) : (d === "circle" || d === "dashboard") && (z = /* @__PURE__ */ l.createElement($M, Object.assign({}, e, {
    strokeColor: b,
    prefixCls: I,
    progressStatus: C
  }), _));
  const A = V(I, `${I}-status-${C}`, {
    [`${I}-${d === "dashboard" && "circle" || d}`]: d !== "line",
    [`${I}-inline-circle`]: d === "circle" && Gi(c, "circle")[0] <= 20,
    [`${I}-line`]: L,
    [`${I}-line-align-${v}`]: L,
    [`${I}-line-position-${y}`]: L,
    [`${I}-steps`]: a,
    [`${I}-show-info`]: u,
    [`${I}-${c}`]: typeof c == "string",
    [`${I}-rtl`]: w === "rtl"
  }, O?.className, r, o, P, R);
  return M(/* @__PURE__ */ l.createElement("div", Object.assign({
    ref: t,
    style: Object.assign(Object.assign({}, O?.style), g),
    className: A,
    role: "progressbar",
    "aria-valuenow": $,
    "aria-valuemin": 0,
    "aria-valuemax": 100
  }, yn(h, ["trailColor", "strokeWidth", "width", "gapDegree", "gapPosition", "strokeLinecap", "success", "successPercent"])), z));
}), LM = (e) => {
  const {
    paddingXXS: t,
    lineWidth: n,
    tagPaddingHorizontal: r,
    componentCls: o,
    calc: a
  } = e, i = a(r).sub(n).equal(), s = a(t).sub(n).equal();
  return {
    // Result
    [o]: Object.assign(Object.assign({}, Qt(e)), {
      display: "inline-block",
      height: "auto",
      // https://github.com/ant-design/ant-design/pull/47504
      marginInlineEnd: e.marginXS,
      paddingInline: i,
      fontSize: e.tagFontSize,
      lineHeight: e.tagLineHeight,
      whiteSpace: "nowrap",
      background: e.defaultBg,
      border: `${H(e.lineWidth)} ${e.lineType} ${e.colorBorder}`,
      borderRadius: e.borderRadiusSM,
      opacity: 1,
      transition: `all ${e.motionDurationMid}`,
      textAlign: "start",
      position: "relative",
      // RTL
      [`&${o}-rtl`]: {
        direction: "rtl"
      },
      "&, a, a:hover": {
        color: e.defaultColor
      },
      [`${o}-close-icon`]: {
        marginInlineStart: s,
        fontSize: e.tagIconSize,
        color: e.colorIcon,
        cursor: "pointer",
        transition: `all ${e.motionDurationMid}`,
        "&:hover": {
          color: e.colorTextHeading
        }
      },
      [`&${o}-has-color`]: {
        borderColor: "transparent",
        [`&, a, a:hover, ${e.iconCls}-close, ${e.iconCls}-close:hover`]: {
          color: e.colorTextLightSolid
        }
      },
      "&-checkable": {
        backgroundColor: "transparent",
        borderColor: "transparent",
        cursor: "pointer",
        [`&:not(${o}-checkable-checked):hover`]: {
          color: e.colorPrimary,
          backgroundColor: e.colorFillSecondary
        },
        "&:active, &-checked": {
          color: e.colorTextLightSolid
        },
        "&-checked": {
          backgroundColor: e.colorPrimary,
          "&:hover": {
            backgroundColor: e.colorPrimaryHover
          }
        },
        "&:active": {
          backgroundColor: e.colorPrimaryActive
        }
      },
      "&-hidden": {
        display: "none"
      },
      // To ensure that a space will be placed between character and `Icon`.
      [`> ${e.iconCls} + span, > span + ${e.iconCls}`]: {
        marginInlineStart: i
      }
    }),
    [`${o}-borderless`]: {
      borderColor: "transparent",
      background: e.tagBorderlessBg
    }
  };
}, Xc = (e) => {
  const {
    lineWidth: t,
    fontSizeIcon: n,
    calc: r
  } = e, o = e.fontSizeSM;
  return xt(e, {
    tagFontSize: o,
    tagLineHeight: H(r(e.lineHeightSM).mul(o).equal()),
    tagIconSize: r(n).sub(r(t).mul(2)).equal(),
    // Tag icon is much smaller
    tagPaddingHorizontal: 8,
    // Fixed padding.
    tagBorderlessBg: e.defaultBg
  });
}, Yc = (e) => ({
  defaultBg: new It(e.colorFillQuaternary).onBackground(e.colorBgContainer).toHexString(),
  defaultColor: e.colorText
}), $p = Lt("Tag", (e) => {
  const t = Xc(e);
  return LM(t);
}, Yc);
var BM = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const DM = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    prefixCls: n,
    style: r,
    className: o,
    checked: a,
    children: i,
    icon: s,
    onChange: c,
    onClick: u
  } = e, d = BM(e, ["prefixCls", "style", "className", "checked", "children", "icon", "onChange", "onClick"]), {
    getPrefixCls: f,
    tag: m
  } = l.useContext(ct), g = (S) => {
    c?.(!a), u?.(S);
  }, p = f("tag", n), [h, v, y] = $p(p), b = V(p, `${p}-checkable`, {
    [`${p}-checkable-checked`]: a
  }, m?.className, o, v, y);
  return h(/* @__PURE__ */ l.createElement("span", Object.assign({}, d, {
    ref: t,
    style: Object.assign(Object.assign({}, r), m?.style),
    className: b,
    onClick: g
  }), s, /* @__PURE__ */ l.createElement("span", null, i)));
}), FM = (e) => $i(e, (t, {
  textColor: n,
  lightBorderColor: r,
  lightColor: o,
  darkColor: a
}) => ({
  [`${e.componentCls}${e.componentCls}-${t}`]: {
    color: n,
    background: o,
    borderColor: r,
    // Inverse color
    "&-inverse": {
      color: e.colorTextLightSolid,
      background: a,
      borderColor: a
    },
    [`&${e.componentCls}-borderless`]: {
      borderColor: "transparent"
    }
  }
})), HM = fa(["Tag", "preset"], (e) => {
  const t = Xc(e);
  return FM(t);
}, Yc);
function VM(e) {
  return typeof e != "string" ? e : e.charAt(0).toUpperCase() + e.slice(1);
}
const ja = (e, t, n) => {
  const r = VM(n);
  return {
    [`${e.componentCls}${e.componentCls}-${t}`]: {
      color: e[`color${n}`],
      background: e[`color${r}Bg`],
      borderColor: e[`color${r}Border`],
      [`&${e.componentCls}-borderless`]: {
        borderColor: "transparent"
      }
    }
  };
}, WM = fa(["Tag", "status"], (e) => {
  const t = Xc(e);
  return [ja(t, "success", "Success"), ja(t, "processing", "Info"), ja(t, "error", "Error"), ja(t, "warning", "Warning")];
}, Yc);
var GM = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const kM = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    prefixCls: n,
    className: r,
    rootClassName: o,
    style: a,
    children: i,
    icon: s,
    color: c,
    onClose: u,
    bordered: d = !0,
    visible: f
  } = e, m = GM(e, ["prefixCls", "className", "rootClassName", "style", "children", "icon", "color", "onClose", "bordered", "visible"]), {
    getPrefixCls: g,
    direction: p,
    tag: h
  } = l.useContext(ct), [v, y] = l.useState(!0), b = yn(m, ["closeIcon", "closable"]);
  l.useEffect(() => {
    f !== void 0 && y(f);
  }, [f]);
  const S = Li(c), x = JO(c), $ = S || x, C = Object.assign(Object.assign({
    backgroundColor: c && !$ ? c : void 0
  }, h?.style), a), E = g("tag", n), [w, O, I] = $p(E), M = V(E, h?.className, {
    [`${E}-${c}`]: $,
    [`${E}-has-color`]: c && !$,
    [`${E}-hidden`]: !v,
    [`${E}-rtl`]: p === "rtl",
    [`${E}-borderless`]: !d
  }, r, o, O, I), P = (A) => {
    A.stopPropagation(), u?.(A), !A.defaultPrevented && y(!1);
  }, [, R] = Pv(oi(e), oi(h), {
    closable: !1,
    closeIconRender: (A) => {
      const W = /* @__PURE__ */ l.createElement("span", {
        className: `${E}-close-icon`,
        onClick: P
      }, A);
      return gc(A, W, (B) => ({
        onClick: (G) => {
          var F;
          (F = B?.onClick) === null || F === void 0 || F.call(B, G), P(G);
        },
        className: V(B?.className, `${E}-close-icon`)
      }));
    }
  }), T = typeof m.onClick == "function" || i && i.type === "a", L = s || null, _ = L ? /* @__PURE__ */ l.createElement(l.Fragment, null, L, i && /* @__PURE__ */ l.createElement("span", null, i)) : i, z = /* @__PURE__ */ l.createElement("span", Object.assign({}, b, {
    ref: t,
    className: M,
    style: C
  }), _, R, S && /* @__PURE__ */ l.createElement(HM, {
    key: "preset",
    prefixCls: E
  }), x && /* @__PURE__ */ l.createElement(WM, {
    key: "status",
    prefixCls: E
  }));
  return w(T ? /* @__PURE__ */ l.createElement(_v, {
    component: "Tag"
  }, z) : z);
}), Zc = kM;
Zc.CheckableTag = DM;
const UM = (e) => {
  const t = e?.algorithm ? Qa(e.algorithm) : uc, n = Object.assign(Object.assign({}, vo), e?.token);
  return Tm(n, {
    override: e?.token
  }, t, mc);
};
function qM(e) {
  const {
    sizeUnit: t,
    sizeStep: n
  } = e, r = n - 2;
  return {
    sizeXXL: t * (r + 10),
    sizeXL: t * (r + 6),
    sizeLG: t * (r + 2),
    sizeMD: t * (r + 2),
    sizeMS: t * (r + 1),
    size: t * r,
    sizeSM: t * r,
    sizeXS: t * (r - 1),
    sizeXXS: t * (r - 1)
  };
}
const KM = (e, t) => {
  const n = t ?? Si(e), r = n.fontSizeSM, o = n.controlHeight - 4;
  return Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({}, n), qM(t ?? e)), Qm(r)), {
    // controlHeight
    controlHeight: o
  }), Zm(Object.assign(Object.assign({}, n), {
    controlHeight: o
  })));
}, jn = (e, t) => new It(e).setA(t).toRgbString(), Yr = (e, t) => new It(e).lighten(t).toHexString(), XM = (e) => {
  const t = Tr(e, {
    theme: "dark"
  });
  return {
    1: t[0],
    2: t[1],
    3: t[2],
    4: t[3],
    5: t[6],
    6: t[5],
    7: t[4],
    8: t[6],
    9: t[5],
    10: t[4]
    // 8: colors[9],
    // 9: colors[8],
    // 10: colors[7],
  };
}, YM = (e, t) => {
  const n = e || "#000", r = t || "#fff";
  return {
    colorBgBase: n,
    colorTextBase: r,
    colorText: jn(r, 0.85),
    colorTextSecondary: jn(r, 0.65),
    colorTextTertiary: jn(r, 0.45),
    colorTextQuaternary: jn(r, 0.25),
    colorFill: jn(r, 0.18),
    colorFillSecondary: jn(r, 0.12),
    colorFillTertiary: jn(r, 0.08),
    colorFillQuaternary: jn(r, 0.04),
    colorBgSolid: jn(r, 0.95),
    colorBgSolidHover: jn(r, 1),
    colorBgSolidActive: jn(r, 0.9),
    colorBgElevated: Yr(n, 12),
    colorBgContainer: Yr(n, 8),
    colorBgLayout: Yr(n, 0),
    colorBgSpotlight: Yr(n, 26),
    colorBgBlur: jn(r, 0.04),
    colorBorder: Yr(n, 26),
    colorBorderSecondary: Yr(n, 19)
  };
}, ZM = (e, t) => {
  const n = Object.keys(cc).map((a) => {
    const i = Tr(e[a], {
      theme: "dark"
    });
    return Array.from({
      length: 10
    }, () => 1).reduce((s, c, u) => (s[`${a}-${u + 1}`] = i[u], s[`${a}${u + 1}`] = i[u], s), {});
  }).reduce((a, i) => (a = Object.assign(Object.assign({}, a), i), a), {}), r = t ?? Si(e), o = Ym(e, {
    generateColorPalettes: XM,
    generateNeutralColorPalettes: YM
  });
  return Object.assign(Object.assign(Object.assign(Object.assign({}, r), n), o), {
    // Customize selected item background color
    // https://github.com/ant-design/ant-design/issues/30524#issuecomment-871961867
    colorPrimaryBg: o.colorPrimaryBorder,
    colorPrimaryBgHover: o.colorPrimaryBorderHover
  });
};
function QM() {
  const [e, t, n] = vn();
  return {
    theme: e,
    token: t,
    hashId: n
  };
}
const Ka = {
  /** Default seedToken */
  defaultSeed: ea.token,
  useToken: QM,
  defaultAlgorithm: Si,
  darkAlgorithm: ZM,
  compactAlgorithm: KM,
  getDesignToken: UM,
  /**
   * @private Private variable
   * @warring 🔥 Do not use in production. 🔥
   */
  defaultConfig: ea,
  /**
   * @private Private variable
   * @warring 🔥 Do not use in production. 🔥
   */
  _internalContext: dc
};
var JM = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M257.7 752c2 0 4-.2 6-.5L431.9 722c2-.4 3.9-1.3 5.3-2.8l423.9-423.9a9.96 9.96 0 000-14.1L694.9 114.9c-1.9-1.9-4.4-2.9-7.1-2.9s-5.2 1-7.1 2.9L256.8 538.8c-1.5 1.5-2.4 3.3-2.8 5.3l-29.5 168.2a33.5 33.5 0 009.4 29.8c6.6 6.4 14.9 9.9 23.8 9.9zm67.4-174.4L687.8 215l73.3 73.3-362.7 362.6-88.9 15.7 15.6-89zM880 836H144c-17.7 0-32 14.3-32 32v36c0 4.4 3.6 8 8 8h784c4.4 0 8-3.6 8-8v-36c0-17.7-14.3-32-32-32z" } }] }, name: "edit", theme: "outlined" }, eT = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: JM
  }));
}, tT = /* @__PURE__ */ l.forwardRef(eT), nT = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M864 170h-60c-4.4 0-8 3.6-8 8v518H310v-73c0-6.7-7.8-10.5-13-6.3l-141.9 112a8 8 0 000 12.6l141.9 112c5.3 4.2 13 .4 13-6.3v-75h498c35.3 0 64-28.7 64-64V178c0-4.4-3.6-8-8-8z" } }] }, name: "enter", theme: "outlined" }, rT = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: nT
  }));
}, oT = /* @__PURE__ */ l.forwardRef(rT);
const aT = (e, t, n, r) => {
  const {
    titleMarginBottom: o,
    fontWeightStrong: a
  } = r;
  return {
    marginBottom: o,
    color: n,
    fontWeight: a,
    fontSize: e,
    lineHeight: t
  };
}, iT = (e) => {
  const t = [1, 2, 3, 4, 5], n = {};
  return t.forEach((r) => {
    n[`
      h${r}&,
      div&-h${r},
      div&-h${r} > textarea,
      h${r}
    `] = aT(e[`fontSizeHeading${r}`], e[`lineHeightHeading${r}`], e.colorTextHeading, e);
  }), n;
}, lT = (e) => {
  const {
    componentCls: t
  } = e;
  return {
    "a&, a": Object.assign(Object.assign({}, iv(e)), {
      userSelect: "text",
      [`&[disabled], &${t}-disabled`]: {
        color: e.colorTextDisabled,
        cursor: "not-allowed",
        "&:active, &:hover": {
          color: e.colorTextDisabled
        },
        "&:active": {
          pointerEvents: "none"
        }
      }
    })
  };
}, sT = (e) => ({
  code: {
    margin: "0 0.2em",
    paddingInline: "0.4em",
    paddingBlock: "0.2em 0.1em",
    fontSize: "85%",
    fontFamily: e.fontFamilyCode,
    background: "rgba(150, 150, 150, 0.1)",
    border: "1px solid rgba(100, 100, 100, 0.2)",
    borderRadius: 3
  },
  kbd: {
    margin: "0 0.2em",
    paddingInline: "0.4em",
    paddingBlock: "0.15em 0.1em",
    fontSize: "90%",
    fontFamily: e.fontFamilyCode,
    background: "rgba(150, 150, 150, 0.06)",
    border: "1px solid rgba(100, 100, 100, 0.2)",
    borderBottomWidth: 2,
    borderRadius: 3
  },
  mark: {
    padding: 0,
    // FIXME hardcode in v4
    backgroundColor: ei[2]
  },
  "u, ins": {
    textDecoration: "underline",
    textDecorationSkipInk: "auto"
  },
  "s, del": {
    textDecoration: "line-through"
  },
  strong: {
    fontWeight: e.fontWeightStrong
  },
  // list
  "ul, ol": {
    marginInline: 0,
    marginBlock: "0 1em",
    padding: 0,
    li: {
      marginInline: "20px 0",
      marginBlock: 0,
      paddingInline: "4px 0",
      paddingBlock: 0
    }
  },
  ul: {
    listStyleType: "circle",
    ul: {
      listStyleType: "disc"
    }
  },
  ol: {
    listStyleType: "decimal"
  },
  // pre & block
  "pre, blockquote": {
    margin: "1em 0"
  },
  pre: {
    padding: "0.4em 0.6em",
    whiteSpace: "pre-wrap",
    wordWrap: "break-word",
    background: "rgba(150, 150, 150, 0.1)",
    border: "1px solid rgba(100, 100, 100, 0.2)",
    borderRadius: 3,
    fontFamily: e.fontFamilyCode,
    // Compatible for marked
    code: {
      display: "inline",
      margin: 0,
      padding: 0,
      fontSize: "inherit",
      fontFamily: "inherit",
      background: "transparent",
      border: 0
    }
  },
  blockquote: {
    paddingInline: "0.6em 0",
    paddingBlock: 0,
    borderInlineStart: "4px solid rgba(100, 100, 100, 0.2)",
    opacity: 0.85
  }
}), cT = (e) => {
  const {
    componentCls: t,
    paddingSM: n
  } = e, r = n;
  return {
    "&-edit-content": {
      position: "relative",
      "div&": {
        insetInlineStart: e.calc(e.paddingSM).mul(-1).equal(),
        insetBlockStart: e.calc(r).div(-2).add(1).equal(),
        marginBottom: e.calc(r).div(2).sub(2).equal()
      },
      [`${t}-edit-content-confirm`]: {
        position: "absolute",
        insetInlineEnd: e.calc(e.marginXS).add(2).equal(),
        insetBlockEnd: e.marginXS,
        color: e.colorIcon,
        // default style
        fontWeight: "normal",
        fontSize: e.fontSize,
        fontStyle: "normal",
        pointerEvents: "none"
      },
      textarea: {
        margin: "0!important",
        // Fix Editable Textarea flash in Firefox
        MozTransition: "none",
        height: "1em"
      }
    }
  };
}, uT = (e) => ({
  [`${e.componentCls}-copy-success`]: {
    "\n    &,\n    &:hover,\n    &:focus": {
      color: e.colorSuccess
    }
  },
  [`${e.componentCls}-copy-icon-only`]: {
    marginInlineStart: 0
  }
}), dT = () => ({
  "\n  a&-ellipsis,\n  span&-ellipsis\n  ": {
    display: "inline-block",
    maxWidth: "100%"
  },
  "&-ellipsis-single-line": {
    whiteSpace: "nowrap",
    overflow: "hidden",
    textOverflow: "ellipsis",
    // https://blog.csdn.net/iefreer/article/details/50421025
    "a&, span&": {
      verticalAlign: "bottom"
    },
    "> code": {
      paddingBlock: 0,
      maxWidth: "calc(100% - 1.2em)",
      display: "inline-block",
      overflow: "hidden",
      textOverflow: "ellipsis",
      verticalAlign: "bottom",
      // https://github.com/ant-design/ant-design/issues/45953
      boxSizing: "content-box"
    }
  },
  "&-ellipsis-multiple-line": {
    display: "-webkit-box",
    overflow: "hidden",
    WebkitLineClamp: 3,
    WebkitBoxOrient: "vertical"
  }
}), fT = (e) => {
  const {
    componentCls: t,
    titleMarginTop: n
  } = e;
  return {
    [t]: Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign(Object.assign({
      color: e.colorText,
      wordBreak: "break-word",
      lineHeight: e.lineHeight,
      [`&${t}-secondary`]: {
        color: e.colorTextDescription
      },
      [`&${t}-success`]: {
        color: e.colorSuccessText
      },
      [`&${t}-warning`]: {
        color: e.colorWarningText
      },
      [`&${t}-danger`]: {
        color: e.colorErrorText,
        "a&:active, a&:focus": {
          color: e.colorErrorTextActive
        },
        "a&:hover": {
          color: e.colorErrorTextHover
        }
      },
      [`&${t}-disabled`]: {
        color: e.colorTextDisabled,
        cursor: "not-allowed",
        userSelect: "none"
      },
      "\n        div&,\n        p\n      ": {
        marginBottom: "1em"
      }
    }, iT(e)), {
      [`
      & + h1${t},
      & + h2${t},
      & + h3${t},
      & + h4${t},
      & + h5${t}
      `]: {
        marginTop: n
      },
      "\n      div,\n      ul,\n      li,\n      p,\n      h1,\n      h2,\n      h3,\n      h4,\n      h5": {
        "\n        + h1,\n        + h2,\n        + h3,\n        + h4,\n        + h5\n        ": {
          marginTop: n
        }
      }
    }), sT(e)), lT(e)), {
      // Operation
      [`
        ${t}-expand,
        ${t}-collapse,
        ${t}-edit,
        ${t}-copy
      `]: Object.assign(Object.assign({}, iv(e)), {
        marginInlineStart: e.marginXXS
      })
    }), cT(e)), uT(e)), dT()), {
      "&-rtl": {
        direction: "rtl"
      }
    })
  };
}, mT = () => ({
  titleMarginTop: "1.2em",
  titleMarginBottom: "0.5em"
}), xp = Lt("Typography", fT, mT), vT = (e) => {
  const {
    prefixCls: t,
    "aria-label": n,
    className: r,
    style: o,
    direction: a,
    maxLength: i,
    autoSize: s = !0,
    value: c,
    onSave: u,
    onCancel: d,
    onEnd: f,
    component: m,
    enterIcon: g = /* @__PURE__ */ l.createElement(oT, null)
  } = e, p = l.useRef(null), h = l.useRef(!1), v = l.useRef(null), [y, b] = l.useState(c);
  l.useEffect(() => {
    b(c);
  }, [c]), l.useEffect(() => {
    var T;
    if (!((T = p.current) === null || T === void 0) && T.resizableTextArea) {
      const {
        textArea: L
      } = p.current.resizableTextArea;
      L.focus();
      const {
        length: _
      } = L.value;
      L.setSelectionRange(_, _);
    }
  }, []);
  const S = ({
    target: T
  }) => {
    b(T.value.replace(/[\n\r]/g, ""));
  }, x = () => {
    h.current = !0;
  }, $ = () => {
    h.current = !1;
  }, C = ({
    keyCode: T
  }) => {
    h.current || (v.current = T);
  }, E = () => {
    u(y.trim());
  }, w = ({
    keyCode: T,
    ctrlKey: L,
    altKey: _,
    metaKey: z,
    shiftKey: A
  }) => {
    v.current !== T || h.current || L || _ || z || A || (T === Ie.ENTER ? (E(), f?.()) : T === Ie.ESC && d());
  }, O = () => {
    E();
  }, [I, M, P] = xp(t), R = V(t, `${t}-edit-content`, {
    [`${t}-rtl`]: a === "rtl",
    [`${t}-${m}`]: !!m
  }, r, M, P);
  return I(/* @__PURE__ */ l.createElement("div", {
    className: R,
    style: o
  }, /* @__PURE__ */ l.createElement(yR, {
    ref: p,
    maxLength: i,
    value: y,
    onChange: S,
    onKeyDown: C,
    onKeyUp: w,
    onCompositionStart: x,
    onCompositionEnd: $,
    onBlur: O,
    "aria-label": n,
    rows: 1,
    autoSize: s
  }), g !== null ? xr(g, {
    className: `${t}-edit-content-confirm`
  }) : null));
};
var jl, Xf;
function gT() {
  return Xf || (Xf = 1, jl = function() {
    var e = document.getSelection();
    if (!e.rangeCount)
      return function() {
      };
    for (var t = document.activeElement, n = [], r = 0; r < e.rangeCount; r++)
      n.push(e.getRangeAt(r));
    switch (t.tagName.toUpperCase()) {
      // .toUpperCase handles XHTML
      case "INPUT":
      case "TEXTAREA":
        t.blur();
        break;
      default:
        t = null;
        break;
    }
    return e.removeAllRanges(), function() {
      e.type === "Caret" && e.removeAllRanges(), e.rangeCount || n.forEach(function(o) {
        e.addRange(o);
      }), t && t.focus();
    };
  }), jl;
}
var zl, Yf;
function pT() {
  if (Yf) return zl;
  Yf = 1;
  var e = gT(), t = {
    "text/plain": "Text",
    "text/html": "Url",
    default: "Text"
  }, n = "Copy to clipboard: #{key}, Enter";
  function r(a) {
    var i = (/mac os x/i.test(navigator.userAgent) ? "⌘" : "Ctrl") + "+C";
    return a.replace(/#{\s*key\s*}/g, i);
  }
  function o(a, i) {
    var s, c, u, d, f, m, g = !1;
    i || (i = {}), s = i.debug || !1;
    try {
      u = e(), d = document.createRange(), f = document.getSelection(), m = document.createElement("span"), m.textContent = a, m.ariaHidden = "true", m.style.all = "unset", m.style.position = "fixed", m.style.top = 0, m.style.clip = "rect(0, 0, 0, 0)", m.style.whiteSpace = "pre", m.style.webkitUserSelect = "text", m.style.MozUserSelect = "text", m.style.msUserSelect = "text", m.style.userSelect = "text", m.addEventListener("copy", function(h) {
        if (h.stopPropagation(), i.format)
          if (h.preventDefault(), typeof h.clipboardData > "u") {
            s && console.warn("unable to use e.clipboardData"), s && console.warn("trying IE specific stuff"), window.clipboardData.clearData();
            var v = t[i.format] || t.default;
            window.clipboardData.setData(v, a);
          } else
            h.clipboardData.clearData(), h.clipboardData.setData(i.format, a);
        i.onCopy && (h.preventDefault(), i.onCopy(h.clipboardData));
      }), document.body.appendChild(m), d.selectNodeContents(m), f.addRange(d);
      var p = document.execCommand("copy");
      if (!p)
        throw new Error("copy command was unsuccessful");
      g = !0;
    } catch (h) {
      s && console.error("unable to copy using execCommand: ", h), s && console.warn("trying IE specific stuff");
      try {
        window.clipboardData.setData(i.format || "text", a), i.onCopy && i.onCopy(window.clipboardData), g = !0;
      } catch (v) {
        s && console.error("unable to copy using clipboardData: ", v), s && console.error("falling back to prompt"), c = r("message" in i ? i.message : n), window.prompt(c, a);
      }
    } finally {
      f && (typeof f.removeRange == "function" ? f.removeRange(d) : f.removeAllRanges()), m && document.body.removeChild(m), u();
    }
    return g;
  }
  return zl = o, zl;
}
var hT = pT();
const bT = /* @__PURE__ */ sm(hT);
var yT = function(e, t, n, r) {
  function o(a) {
    return a instanceof n ? a : new n(function(i) {
      i(a);
    });
  }
  return new (n || (n = Promise))(function(a, i) {
    function s(d) {
      try {
        u(r.next(d));
      } catch (f) {
        i(f);
      }
    }
    function c(d) {
      try {
        u(r.throw(d));
      } catch (f) {
        i(f);
      }
    }
    function u(d) {
      d.done ? a(d.value) : o(d.value).then(s, c);
    }
    u((r = r.apply(e, t || [])).next());
  });
};
const ST = ({
  copyConfig: e,
  children: t
}) => {
  const [n, r] = l.useState(!1), [o, a] = l.useState(!1), i = l.useRef(null), s = () => {
    i.current && clearTimeout(i.current);
  }, c = {};
  e.format && (c.format = e.format), l.useEffect(() => s, []);
  const u = Zt((d) => yT(void 0, void 0, void 0, function* () {
    var f;
    d?.preventDefault(), d?.stopPropagation(), a(!0);
    try {
      const m = typeof e.text == "function" ? yield e.text() : e.text;
      bT(m || cM(t, !0).join("") || "", c), a(!1), r(!0), s(), i.current = setTimeout(() => {
        r(!1);
      }, 3e3), (f = e.onCopy) === null || f === void 0 || f.call(e, d);
    } catch (m) {
      throw a(!1), m;
    }
  }));
  return {
    copied: n,
    copyLoading: o,
    onClick: u
  };
};
function Al(e, t) {
  return l.useMemo(() => {
    const n = !!e;
    return [n, Object.assign(Object.assign({}, t), n && typeof e == "object" ? e : null)];
  }, [e]);
}
const CT = (e) => {
  const t = we(void 0);
  return Mt(() => {
    t.current = e;
  }), t.current;
}, $T = (e, t, n) => wn(() => e === !0 ? {
  title: t ?? n
} : /* @__PURE__ */ am(e) ? {
  title: e
} : typeof e == "object" ? Object.assign({
  title: t ?? n
}, e) : {
  title: e
}, [e, t, n]);
var xT = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const wp = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    prefixCls: n,
    component: r = "article",
    className: o,
    rootClassName: a,
    setContentRef: i,
    children: s,
    direction: c,
    style: u
  } = e, d = xT(e, ["prefixCls", "component", "className", "rootClassName", "setContentRef", "children", "direction", "style"]), {
    getPrefixCls: f,
    direction: m,
    className: g,
    style: p
  } = Gn("typography"), h = c ?? m, v = i ? Wn(t, i) : t, y = f("typography", n), [b, S, x] = xp(y), $ = V(y, g, {
    [`${y}-rtl`]: h === "rtl"
  }, o, a, S, x), C = Object.assign(Object.assign({}, p), u);
  return b(
    // @ts-expect-error: Expression produces a union type that is too complex to represent.
    /* @__PURE__ */ l.createElement(r, Object.assign({
      className: $,
      style: C,
      ref: v
    }, d), s)
  );
});
var wT = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M832 64H296c-4.4 0-8 3.6-8 8v56c0 4.4 3.6 8 8 8h496v688c0 4.4 3.6 8 8 8h56c4.4 0 8-3.6 8-8V96c0-17.7-14.3-32-32-32zM704 192H192c-17.7 0-32 14.3-32 32v530.7c0 8.5 3.4 16.6 9.4 22.6l173.3 173.3c2.2 2.2 4.7 4 7.4 5.5v1.9h4.2c3.5 1.3 7.2 2 11 2H704c17.7 0 32-14.3 32-32V224c0-17.7-14.3-32-32-32zM350 856.2L263.9 770H350v86.2zM664 888H414V746c0-22.1-17.9-40-40-40H232V264h432v624z" } }] }, name: "copy", theme: "outlined" }, ET = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: wT
  }));
}, OT = /* @__PURE__ */ l.forwardRef(ET);
function Zf(e) {
  return e === !1 ? [!1, !1] : Array.isArray(e) ? e : [e];
}
function Ll(e, t, n) {
  return e === !0 || e === void 0 ? t : e || n && t;
}
function IT(e) {
  const t = document.createElement("em");
  e.appendChild(t);
  const n = e.getBoundingClientRect(), r = t.getBoundingClientRect();
  return e.removeChild(t), // Horizontal out of range
  n.left > r.left || r.right > n.right || // Vertical out of range
  n.top > r.top || r.bottom > n.bottom;
}
const Qc = (e) => ["string", "number"].includes(typeof e), PT = ({
  prefixCls: e,
  copied: t,
  locale: n,
  iconOnly: r,
  tooltips: o,
  icon: a,
  tabIndex: i,
  onCopy: s,
  loading: c
}) => {
  const u = Zf(o), d = Zf(a), {
    copied: f,
    copy: m
  } = n ?? {}, g = t ? f : m, p = Ll(u[t ? 1 : 0], g), h = typeof p == "string" ? p : g;
  return /* @__PURE__ */ l.createElement(cr, {
    title: p
  }, /* @__PURE__ */ l.createElement("button", {
    type: "button",
    className: V(`${e}-copy`, {
      [`${e}-copy-success`]: t,
      [`${e}-copy-icon-only`]: r
    }),
    onClick: s,
    "aria-label": h,
    tabIndex: i
  }, t ? Ll(d[1], /* @__PURE__ */ l.createElement(zc, null), !0) : Ll(d[0], c ? /* @__PURE__ */ l.createElement(yo, null) : /* @__PURE__ */ l.createElement(OT, null), !0)));
}, za = /* @__PURE__ */ l.forwardRef(({
  style: e,
  children: t
}, n) => {
  const r = l.useRef(null);
  return l.useImperativeHandle(n, () => ({
    isExceed: () => {
      const o = r.current;
      return o.scrollHeight > o.clientHeight;
    },
    getHeight: () => r.current.clientHeight
  })), /* @__PURE__ */ l.createElement("span", {
    "aria-hidden": !0,
    ref: r,
    style: Object.assign({
      position: "fixed",
      display: "block",
      left: 0,
      top: 0,
      pointerEvents: "none",
      backgroundColor: "rgba(255, 0, 0, 0.65)"
    }, e)
  }, t);
}), RT = (e) => e.reduce((t, n) => t + (Qc(n) ? String(n).length : 1), 0);
function Qf(e, t) {
  let n = 0;
  const r = [];
  for (let o = 0; o < e.length; o += 1) {
    if (n === t)
      return r;
    const a = e[o], s = Qc(a) ? String(a).length : 1, c = n + s;
    if (c > t) {
      const u = t - n;
      return r.push(String(a).slice(0, u)), r;
    }
    r.push(a), n = c;
  }
  return e;
}
const Bl = 0, Dl = 1, Fl = 2, Hl = 3, Jf = 4, Aa = {
  display: "-webkit-box",
  overflow: "hidden",
  WebkitBoxOrient: "vertical"
};
function MT(e) {
  const {
    enableMeasure: t,
    width: n,
    text: r,
    children: o,
    rows: a,
    expanded: i,
    miscDeps: s,
    onEllipsis: c
  } = e, u = l.useMemo(() => or(r), [r]), d = l.useMemo(() => RT(u), [r]), f = l.useMemo(() => o(u, !1), [r]), [m, g] = l.useState(null), p = l.useRef(null), h = l.useRef(null), v = l.useRef(null), y = l.useRef(null), b = l.useRef(null), [S, x] = l.useState(!1), [$, C] = l.useState(Bl), [E, w] = l.useState(0), [O, I] = l.useState(null);
  $t(() => {
    C(t && n && d ? Dl : Bl);
  }, [n, r, a, t, u]), $t(() => {
    var T, L, _, z;
    if ($ === Dl) {
      C(Fl);
      const A = h.current && getComputedStyle(h.current).whiteSpace;
      I(A);
    } else if ($ === Fl) {
      const A = !!(!((T = v.current) === null || T === void 0) && T.isExceed());
      C(A ? Hl : Jf), g(A ? [0, d] : null), x(A);
      const W = ((L = v.current) === null || L === void 0 ? void 0 : L.getHeight()) || 0, B = a === 1 ? 0 : ((_ = y.current) === null || _ === void 0 ? void 0 : _.getHeight()) || 0, G = ((z = b.current) === null || z === void 0 ? void 0 : z.getHeight()) || 0, F = Math.max(
        W,
        // height of rows with ellipsis
        B + G
      );
      w(F + 1), c(A);
    }
  }, [$]);
  const M = m ? Math.ceil((m[0] + m[1]) / 2) : 0;
  $t(() => {
    var T;
    const [L, _] = m || [0, 0];
    if (L !== _) {
      const A = (((T = p.current) === null || T === void 0 ? void 0 : T.getHeight()) || 0) > E;
      let W = M;
      _ - L === 1 && (W = A ? L : _), g(A ? [L, W] : [W, _]);
    }
  }, [m, M]);
  const P = l.useMemo(() => {
    if (!t)
      return o(u, !1);
    if ($ !== Hl || !m || m[0] !== m[1]) {
      const T = o(u, !1);
      return [Jf, Bl].includes($) ? T : /* @__PURE__ */ l.createElement("span", {
        style: Object.assign(Object.assign({}, Aa), {
          WebkitLineClamp: a
        })
      }, T);
    }
    return o(i ? u : Qf(u, m[0]), S);
  }, [i, $, m, u].concat($e(s))), R = {
    width: n,
    margin: 0,
    padding: 0,
    whiteSpace: O === "nowrap" ? "normal" : "inherit"
  };
  return /* @__PURE__ */ l.createElement(l.Fragment, null, P, $ === Fl && /* @__PURE__ */ l.createElement(l.Fragment, null, /* @__PURE__ */ l.createElement(za, {
    style: Object.assign(Object.assign(Object.assign({}, R), Aa), {
      WebkitLineClamp: a
    }),
    ref: v
  }, f), /* @__PURE__ */ l.createElement(za, {
    style: Object.assign(Object.assign(Object.assign({}, R), Aa), {
      WebkitLineClamp: a - 1
    }),
    ref: y
  }, f), /* @__PURE__ */ l.createElement(za, {
    style: Object.assign(Object.assign(Object.assign({}, R), Aa), {
      WebkitLineClamp: 1
    }),
    ref: b
  }, o([], !0))), $ === Hl && m && m[0] !== m[1] && /* @__PURE__ */ l.createElement(za, {
    style: Object.assign(Object.assign({}, R), {
      top: 400
    }),
    ref: p
  }, o(Qf(u, M), !0)), $ === Dl && /* @__PURE__ */ l.createElement("span", {
    style: {
      whiteSpace: "inherit"
    },
    ref: h
  }));
}
const TT = ({
  enableEllipsis: e,
  isEllipsis: t,
  children: n,
  tooltipProps: r
}) => !r?.title || !e ? n : /* @__PURE__ */ l.createElement(cr, Object.assign({
  open: t ? void 0 : !1
}, r), n);
var NT = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
function _T({
  mark: e,
  code: t,
  underline: n,
  delete: r,
  strong: o,
  keyboard: a,
  italic: i
}, s) {
  let c = s;
  function u(d, f) {
    f && (c = /* @__PURE__ */ l.createElement(d, {}, c));
  }
  return u("strong", o), u("u", n), u("del", r), u("code", t), u("mark", e), u("kbd", a), u("i", i), c;
}
const jT = "...", em = ["delete", "mark", "code", "underline", "strong", "keyboard", "italic"], ki = /* @__PURE__ */ l.forwardRef((e, t) => {
  var n;
  const {
    prefixCls: r,
    className: o,
    style: a,
    type: i,
    disabled: s,
    children: c,
    ellipsis: u,
    editable: d,
    copyable: f,
    component: m,
    title: g
  } = e, p = NT(e, ["prefixCls", "className", "style", "type", "disabled", "children", "ellipsis", "editable", "copyable", "component", "title"]), {
    getPrefixCls: h,
    direction: v
  } = l.useContext(ct), [y] = ir("Text"), b = l.useRef(null), S = l.useRef(null), x = h("typography", r), $ = yn(p, em), [C, E] = Al(d), [w, O] = an(!1, {
    value: E.editing
  }), {
    triggerType: I = ["icon"]
  } = E, M = (he) => {
    var Ee;
    he && ((Ee = E.onStart) === null || Ee === void 0 || Ee.call(E)), O(he);
  }, P = CT(w);
  $t(() => {
    var he;
    !w && P && ((he = S.current) === null || he === void 0 || he.focus());
  }, [w]);
  const R = (he) => {
    he?.preventDefault(), M(!0);
  }, T = (he) => {
    var Ee;
    (Ee = E.onChange) === null || Ee === void 0 || Ee.call(E, he), M(!1);
  }, L = () => {
    var he;
    (he = E.onCancel) === null || he === void 0 || he.call(E), M(!1);
  }, [_, z] = Al(f), {
    copied: A,
    copyLoading: W,
    onClick: B
  } = ST({
    copyConfig: z,
    children: c
  }), [G, F] = l.useState(!1), [X, Z] = l.useState(!1), [U, q] = l.useState(!1), [ne, le] = l.useState(!1), [re, ce] = l.useState(!0), [J, Y] = Al(u, {
    expandable: !1,
    symbol: (he) => he ? y?.collapse : y?.expand
  }), [te, ee] = an(Y.defaultExpanded || !1, {
    value: Y.expanded
  }), Q = J && (!te || Y.expandable === "collapsible"), {
    rows: K = 1
  } = Y, ae = l.useMemo(() => (
    // Disable ellipsis
    Q && // Provide suffix
    (Y.suffix !== void 0 || Y.onEllipsis || // Can't use css ellipsis since we need to provide the place for button
    Y.expandable || C || _)
  ), [Q, Y, C, _]);
  $t(() => {
    J && !ae && (F(Pd("webkitLineClamp")), Z(Pd("textOverflow")));
  }, [ae, J]);
  const [oe, ue] = l.useState(Q), de = l.useMemo(() => ae ? !1 : K === 1 ? X : G, [ae, X, G]);
  $t(() => {
    ue(de && Q);
  }, [de, Q]);
  const fe = Q && (oe ? ne : U), ve = Q && K === 1 && oe, ye = Q && K > 1 && oe, me = (he, Ee) => {
    var tt;
    ee(Ee.expanded), (tt = Y.onExpand) === null || tt === void 0 || tt.call(Y, he, Ee);
  }, [Fe, He] = l.useState(0), Xe = ({
    offsetWidth: he
  }) => {
    He(he);
  }, qe = (he) => {
    var Ee;
    q(he), U !== he && ((Ee = Y.onEllipsis) === null || Ee === void 0 || Ee.call(Y, he));
  };
  l.useEffect(() => {
    const he = b.current;
    if (J && oe && he) {
      const Ee = IT(he);
      ne !== Ee && le(Ee);
    }
  }, [J, oe, c, ye, re, Fe]), l.useEffect(() => {
    const he = b.current;
    if (typeof IntersectionObserver > "u" || !he || !oe || !Q)
      return;
    const Ee = new IntersectionObserver(() => {
      ce(!!he.offsetParent);
    });
    return Ee.observe(he), () => {
      Ee.disconnect();
    };
  }, [oe, Q]);
  const Pe = $T(Y.tooltip, E.text, c), Ue = l.useMemo(() => {
    if (!(!J || oe))
      return [E.text, c, g, Pe.title].find(Qc);
  }, [J, oe, g, Pe.title, fe]);
  if (w)
    return /* @__PURE__ */ l.createElement(vT, {
      value: (n = E.text) !== null && n !== void 0 ? n : typeof c == "string" ? c : "",
      onSave: T,
      onCancel: L,
      onEnd: E.onEnd,
      prefixCls: x,
      className: o,
      style: a,
      direction: v,
      component: m,
      maxLength: E.maxLength,
      autoSize: E.autoSize,
      enterIcon: E.enterIcon
    });
  const Re = () => {
    const {
      expandable: he,
      symbol: Ee
    } = Y;
    return he ? /* @__PURE__ */ l.createElement("button", {
      type: "button",
      key: "expand",
      className: `${x}-${te ? "collapse" : "expand"}`,
      onClick: (tt) => me(tt, {
        expanded: !te
      }),
      "aria-label": te ? y.collapse : y?.expand
    }, typeof Ee == "function" ? Ee(te) : Ee) : null;
  }, Ve = () => {
    if (!C)
      return;
    const {
      icon: he,
      tooltip: Ee,
      tabIndex: tt
    } = E, Ke = or(Ee)[0] || y?.edit, pt = typeof Ke == "string" ? Ke : "";
    return I.includes("icon") ? /* @__PURE__ */ l.createElement(cr, {
      key: "edit",
      title: Ee === !1 ? "" : Ke
    }, /* @__PURE__ */ l.createElement("button", {
      type: "button",
      ref: S,
      className: `${x}-edit`,
      onClick: R,
      "aria-label": pt,
      tabIndex: tt
    }, he || /* @__PURE__ */ l.createElement(tT, {
      role: "button"
    }))) : null;
  }, Te = () => _ ? /* @__PURE__ */ l.createElement(PT, Object.assign({
    key: "copy"
  }, z, {
    prefixCls: x,
    copied: A,
    locale: y,
    onCopy: B,
    loading: W,
    iconOnly: c == null
  })) : null, be = (he) => [he && Re(), Ve(), Te()], Ne = (he) => [he && !te && /* @__PURE__ */ l.createElement("span", {
    "aria-hidden": !0,
    key: "ellipsis"
  }, jT), Y.suffix, be(he)];
  return /* @__PURE__ */ l.createElement(zn, {
    onResize: Xe,
    disabled: !Q
  }, (he) => /* @__PURE__ */ l.createElement(TT, {
    tooltipProps: Pe,
    enableEllipsis: Q,
    isEllipsis: fe
  }, /* @__PURE__ */ l.createElement(wp, Object.assign({
    className: V({
      [`${x}-${i}`]: i,
      [`${x}-disabled`]: s,
      [`${x}-ellipsis`]: J,
      [`${x}-ellipsis-single-line`]: ve,
      [`${x}-ellipsis-multiple-line`]: ye
    }, o),
    prefixCls: r,
    style: Object.assign(Object.assign({}, a), {
      WebkitLineClamp: ye ? K : void 0
    }),
    component: m,
    ref: Wn(he, b, t),
    direction: v,
    onClick: I.includes("text") ? R : void 0,
    "aria-label": Ue?.toString(),
    title: g
  }, $), /* @__PURE__ */ l.createElement(MT, {
    enableMeasure: Q && !oe,
    text: c,
    rows: K,
    width: Fe,
    onEllipsis: qe,
    expanded: te,
    miscDeps: [A, te, W, C, _, y].concat($e(em.map((Ee) => e[Ee])))
  }, (Ee, tt) => _T(e, /* @__PURE__ */ l.createElement(l.Fragment, null, Ee.length > 0 && tt && !te && Ue ? /* @__PURE__ */ l.createElement("span", {
    key: "show-content",
    "aria-hidden": !0
  }, Ee) : Ee, Ne(tt)))))));
});
var zT = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const AT = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    ellipsis: n,
    rel: r,
    children: o,
    // @ts-expect-error: https://github.com/ant-design/ant-design/issues/26622
    navigate: a
  } = e, i = zT(e, ["ellipsis", "rel", "children", "navigate"]), s = Object.assign(Object.assign({}, i), {
    rel: r === void 0 && i.target === "_blank" ? "noopener noreferrer" : r
  });
  return /* @__PURE__ */ l.createElement(ki, Object.assign({}, s, {
    ref: t,
    ellipsis: !!n,
    component: "a"
  }), o);
});
var LT = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const BT = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    children: n
  } = e, r = LT(e, ["children"]);
  return /* @__PURE__ */ l.createElement(ki, Object.assign({
    ref: t
  }, r, {
    component: "div"
  }), n);
});
var DT = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const FT = (e, t) => {
  const {
    ellipsis: n,
    children: r
  } = e, o = DT(e, ["ellipsis", "children"]), a = l.useMemo(() => n && typeof n == "object" ? yn(n, ["expandable", "rows"]) : n, [n]);
  return /* @__PURE__ */ l.createElement(ki, Object.assign({
    ref: t
  }, o, {
    ellipsis: a,
    component: "span"
  }), r);
}, HT = /* @__PURE__ */ l.forwardRef(FT);
var VT = function(e, t) {
  var n = {};
  for (var r in e) Object.prototype.hasOwnProperty.call(e, r) && t.indexOf(r) < 0 && (n[r] = e[r]);
  if (e != null && typeof Object.getOwnPropertySymbols == "function") for (var o = 0, r = Object.getOwnPropertySymbols(e); o < r.length; o++)
    t.indexOf(r[o]) < 0 && Object.prototype.propertyIsEnumerable.call(e, r[o]) && (n[r[o]] = e[r[o]]);
  return n;
};
const WT = [1, 2, 3, 4, 5], GT = /* @__PURE__ */ l.forwardRef((e, t) => {
  const {
    level: n = 1,
    children: r
  } = e, o = VT(e, ["level", "children"]), a = WT.includes(n) ? `h${n}` : "h1";
  return /* @__PURE__ */ l.createElement(ki, Object.assign({
    ref: t
  }, o, {
    component: a
  }), r);
}), ln = wp;
ln.Text = HT;
ln.Link = AT;
ln.Title = GT;
ln.Paragraph = BT;
function kT(e, t) {
  return (e ?? t.slice(0, Math.max(0, t.indexOf("/services/"))) + "/").replace(/\/+$/, "").replace(/\/hub$/, "") + "/";
}
const UT = (e) => `${e}hub/spawn`;
function qT(e) {
  return e === null ? null : /^(https?:\/\/|\/(?!\/))/i.test(e) ? e : null;
}
function Ep(e, t, n) {
  if (e === null) return !1;
  try {
    const r = (o) => new URL(o, n).pathname.replace(/\/(lab)?\/*$/, "/");
    return r(e) === r(t);
  } catch {
    return !1;
  }
}
const tm = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
function KT(e) {
  let t = 0, n = e;
  for (; Math.abs(n) >= 1024 && t < tm.length - 1; )
    n /= 1024, t += 1;
  return `${Op(n, 1)} ${tm[t]}`;
}
function Op(e, t) {
  return String(Number(e.toFixed(t)));
}
const XT = {
  cpu: { label: "CPU", unit: "cores", explanation: "Processor cores." },
  mem: { label: "Memory", unit: "", explanation: "Main memory (RAM)." },
  "cuda.device": { label: "GPU", unit: "GPUs", explanation: "Whole GPUs; nobody shares one with you." },
  "cuda.shares": {
    label: "fGPU",
    unit: "fGPU",
    explanation: "Fractions of GPUs: 1 is a whole GPU, 0.5 is half of one, with half of its memory. The free amount may lie on several GPUs, so a large request can wait although the sum is free."
  }
};
function Jc(e) {
  const t = XT[e];
  return t || (e.includes("mig") ? { label: e, unit: "slices", explanation: "Slices of a partitioned GPU (MIG)." } : { label: e, unit: "", explanation: "A device of this site." });
}
function to(e, t) {
  const n = Number(t);
  if (t === "Infinity" || n === 1 / 0) return "unlimited";
  if (!Number.isFinite(n)) return t;
  if (e === "mem") return KT(n);
  const { unit: r } = Jc(e), o = Op(n, 4);
  return r ? `${o} ${n === 1 ? r.replace(/s$/, "") : r}` : o;
}
function eu(e, t) {
  const n = (r) => r === "cpu" ? 0 : r === "mem" ? 1 : 2;
  return n(e) - n(t) || e.localeCompare(t);
}
function YT(e) {
  return Object.keys(e).filter((t) => Number(e[t]) !== 0).sort(eu).map((t) => to(t, e[t] ?? "0")).join(" · ");
}
function ZT(e, t) {
  const n = Number(t);
  return n > 0 ? Math.max(0, Math.min(100, Number(e) / n * 100)) : 0;
}
function Ip(e) {
  const t = Math.max(0, Math.floor(e / 1e3));
  if (t < 60) return `${t} s`;
  const n = Math.floor(t / 60);
  if (n < 60) return `${n} min`;
  const r = Math.floor(n / 60);
  if (r < 24) return n % 60 ? `${r} h ${n % 60} min` : `${r} h`;
  const o = Math.floor(r / 24);
  return r % 24 ? `${o} d ${r % 24} h` : `${o} d`;
}
function QT(e, t) {
  return e === null ? "" : e === 1 ? t !== null && t > 1 ? `next of ${t} in line` : "next in line" : t !== null ? `${e} of ${t} in line` : `${e} in line`;
}
function JT(e) {
  const t = e.toLowerCase().replaceAll("_", " ");
  return t.charAt(0).toUpperCase() + t.slice(1);
}
function eN({ connection: e, now: t }) {
  const { status: n, text: r, detail: o } = tN(e, t);
  return /* @__PURE__ */ l.createElement(cr, { title: o }, /* @__PURE__ */ l.createElement("span", { role: "status", "aria-live": "polite" }, /* @__PURE__ */ l.createElement(Bg, { status: n, text: r })));
}
function tN(e, t) {
  switch (e.kind) {
    case "live":
      return { status: "success", text: "Live", detail: "Changes show at once." };
    case "connecting":
      return { status: "processing", text: "Connecting", detail: "" };
    case "login":
      return { status: "error", text: "Logged out", detail: "Log in again." };
    case "reconnecting":
      return {
        status: "warning",
        text: `Reconnecting since ${Ip(t - e.since)}`,
        detail: `${e.detail} What you see is as old as that.`
      };
  }
}
var nN = { icon: { tag: "svg", attrs: { "fill-rule": "evenodd", viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M880 912H144c-17.7 0-32-14.3-32-32V144c0-17.7 14.3-32 32-32h360c4.4 0 8 3.6 8 8v56c0 4.4-3.6 8-8 8H184v656h656V520c0-4.4 3.6-8 8-8h56c4.4 0 8 3.6 8 8v360c0 17.7-14.3 32-32 32zM770.87 199.13l-52.2-52.2a8.01 8.01 0 014.7-13.6l179.4-21c5.1-.6 9.5 3.7 8.9 8.9l-21 179.4c-.8 6.6-8.9 9.4-13.6 4.7l-52.4-52.4-256.2 256.2a8.03 8.03 0 01-11.3 0l-42.4-42.4a8.03 8.03 0 010-11.3l256.1-256.3z" } }] }, name: "export", theme: "outlined" }, rN = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: nN
  }));
}, oN = /* @__PURE__ */ l.forwardRef(rN), aN = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M696 480H328c-4.4 0-8 3.6-8 8v48c0 4.4 3.6 8 8 8h368c4.4 0 8-3.6 8-8v-48c0-4.4-3.6-8-8-8z" } }, { tag: "path", attrs: { d: "M512 64C264.6 64 64 264.6 64 512s200.6 448 448 448 448-200.6 448-448S759.4 64 512 64zm0 820c-205.4 0-372-166.6-372-372s166.6-372 372-372 372 166.6 372 372-166.6 372-372 372z" } }] }, name: "minus-circle", theme: "outlined" }, iN = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: aN
  }));
}, lN = /* @__PURE__ */ l.forwardRef(iN), sN = { icon: { tag: "svg", attrs: { viewBox: "64 64 896 896", focusable: "false" }, children: [{ tag: "path", attrs: { d: "M705.6 124.9a8 8 0 00-11.6 7.2v64.2c0 5.5 2.9 10.6 7.5 13.6a352.2 352.2 0 0162.2 49.8c32.7 32.8 58.4 70.9 76.3 113.3a355 355 0 0127.9 138.7c0 48.1-9.4 94.8-27.9 138.7a355.92 355.92 0 01-76.3 113.3 353.06 353.06 0 01-113.2 76.4c-43.8 18.6-90.5 28-138.5 28s-94.7-9.4-138.5-28a353.06 353.06 0 01-113.2-76.4A355.92 355.92 0 01184 650.4a355 355 0 01-27.9-138.7c0-48.1 9.4-94.8 27.9-138.7 17.9-42.4 43.6-80.5 76.3-113.3 19-19 39.8-35.6 62.2-49.8 4.7-2.9 7.5-8.1 7.5-13.6V132c0-6-6.3-9.8-11.6-7.2C178.5 195.2 82 339.3 80 506.3 77.2 745.1 272.5 943.5 511.2 944c239 .5 432.8-193.3 432.8-432.4 0-169.2-97-315.7-238.4-386.7zM480 560h64c4.4 0 8-3.6 8-8V88c0-4.4-3.6-8-8-8h-64c-4.4 0-8 3.6-8 8v464c0 4.4 3.6 8 8 8z" } }] }, name: "poweroff", theme: "outlined" }, cN = function(t, n) {
  return /* @__PURE__ */ l.createElement(Bt, pe({}, t, {
    ref: n,
    icon: sN
  }));
}, uN = /* @__PURE__ */ l.forwardRef(cN);
function dN({ amounts: e }) {
  const { token: t } = Ka.useToken(), { slot: n, capacity: r, occupied: o, free: a } = e, { label: i, explanation: s } = Jc(n), c = ZT(o, r), u = c >= 100 ? t.colorError : c >= 80 ? t.colorWarning : t.colorPrimary, d = `${i}: ${to(n, a)} free of ${to(n, r)}`;
  return /* @__PURE__ */ l.createElement("div", { className: "ky-slotbar" }, /* @__PURE__ */ l.createElement(aa, { justify: "space-between", align: "baseline", gap: "0 8px", wrap: !0 }, /* @__PURE__ */ l.createElement(ln.Text, null, i, " ", /* @__PURE__ */ l.createElement(cr, { title: s }, /* @__PURE__ */ l.createElement(lR, { tabIndex: 0, "aria-label": s, className: "ky-faint" }))), /* @__PURE__ */ l.createElement(ln.Text, { type: "secondary" }, /* @__PURE__ */ l.createElement(ln.Text, { strong: !0 }, to(n, a)), " free of", " ", to(n, r))), /* @__PURE__ */ l.createElement(
    AM,
    {
      percent: c,
      showInfo: !1,
      size: "small",
      strokeColor: u,
      "aria-label": d,
      status: "normal"
    }
  ));
}
function fN({ groups: e, narrow: t = !1 }) {
  const n = t ? { span: 24 } : { xs: 24, md: 12, xl: 8 };
  return e.length === 0 ? /* @__PURE__ */ l.createElement(
    Dn,
    {
      image: Dn.PRESENTED_IMAGE_SIMPLE,
      description: "You have no resource group. Ask an admin of this site for access to one."
    }
  ) : /* @__PURE__ */ l.createElement(cp, { gutter: [16, 16] }, e.map((r) => /* @__PURE__ */ l.createElement(sp, { key: r.name, ...n }, /* @__PURE__ */ l.createElement(mN, { group: r }))));
}
function mN({ group: e }) {
  const t = e.agents === 1 ? "1 node" : `${e.agents} nodes`, n = [...e.slots].sort((r, o) => eu(r.slot, o.slot));
  return /* @__PURE__ */ l.createElement(
    qc,
    {
      size: "small",
      title: e.name,
      extra: /* @__PURE__ */ l.createElement(ln.Text, { type: "secondary" }, t),
      className: "ky-group"
    },
    n.length === 0 ? /* @__PURE__ */ l.createElement(ln.Text, { type: "secondary" }, "No node of this group is up: sessions wait until one comes back.") : n.map((r) => /* @__PURE__ */ l.createElement(dN, { key: r.slot, amounts: r }))
  );
}
const vN = /* @__PURE__ */ new Set(["PENDING"]), gN = /* @__PURE__ */ new Set(["SCHEDULED", "PREPARING", "PULLING", "PREPARED", "CREATING", "RESTARTING"]), pN = /* @__PURE__ */ new Set(["RUNNING", "RUNNING_DEGRADED"]), hN = /* @__PURE__ */ new Set(["TERMINATING"]);
function Ui(e) {
  return vN.has(e.status) ? "waiting" : gN.has(e.status) ? "starting" : pN.has(e.status) ? "running" : hN.has(e.status) ? "ending" : e.status === "ERROR" ? "failed" : "ended";
}
function bN(e) {
  return ["waiting", "starting", "running", "failed"].includes(Ui(e));
}
function yN(e) {
  return e.hubServer !== null ? e.hubServer === "" ? "Hub server" : `Hub server “${e.hubServer}”` : e.type === "" ? "API session" : e.type.charAt(0).toUpperCase() + e.type.slice(1);
}
function SN({ session: e, fetcher: t, here: n = !1, onLogin: r }) {
  const { modal: o, message: a } = Pc.useApp(), [i, s] = Ct(!1);
  if (!bN(e)) return null;
  const c = async () => {
    s(!0);
    try {
      await Kp(t, e.id), a.success(`${e.name} is ending.`);
    } catch (m) {
      m instanceof so && m.loginNeeded && r();
      const g = m instanceof so ? m.advice : "Try again.";
      a.error(`${e.name} was not ended: ${m.message} ${g}`, 8);
    } finally {
      s(!1);
    }
  }, u = Ui(e) === "waiting", d = u ? "Cancel" : "End", f = () => {
    o.confirm({
      title: `${d} ${e.name}?`,
      content: CN(u, n),
      okText: u ? "Cancel the session" : "End the session",
      okButtonProps: { danger: !0 },
      cancelText: "Keep it",
      autoFocusButton: "cancel",
      // The dialog closes at once: the row shows how the session ends.
      onOk: () => {
        c();
      }
    });
  };
  return /* @__PURE__ */ l.createElement(
    sr,
    {
      danger: !0,
      size: "small",
      icon: /* @__PURE__ */ l.createElement(uN, null),
      loading: i,
      onClick: f,
      "aria-label": `${d} ${e.name}`
    },
    d
  );
}
function CN(e, t) {
  if (e) return "It loses its place in the queue.";
  const n = "What runs in it stops and unsaved work is lost. Files in your folders stay. Its slots are free at once.";
  return t ? `This is the session that you are working in. ${n}` : n;
}
function $N({ time: e, now: t }) {
  return e === null ? /* @__PURE__ */ l.createElement("span", { className: "ky-faint" }, "–") : /* @__PURE__ */ l.createElement(cr, { title: new Date(e).toLocaleString() }, /* @__PURE__ */ l.createElement("time", { dateTime: e }, Ip(t - Date.parse(e))));
}
function xN({ slots: e }) {
  const t = Object.keys(e).filter((n) => Number(e[n]) !== 0).sort(eu);
  return /* @__PURE__ */ l.createElement("span", { className: "ky-slots" }, t.map((n) => /* @__PURE__ */ l.createElement(cr, { key: n, title: Jc(n).label }, /* @__PURE__ */ l.createElement(Zc, { bordered: !1, className: n.startsWith("cuda") ? "ky-slot-gpu" : "" }, to(n, e[n] ?? "0")))));
}
const wN = {
  waiting: { color: "gold", icon: /* @__PURE__ */ l.createElement(UP, null) },
  starting: { color: "processing", icon: /* @__PURE__ */ l.createElement(yo, null) },
  running: { color: "success", icon: /* @__PURE__ */ l.createElement(wo, null) },
  ending: { color: "default", icon: /* @__PURE__ */ l.createElement(yo, null) },
  ended: { color: "default", icon: /* @__PURE__ */ l.createElement(lN, null) },
  failed: { color: "error", icon: /* @__PURE__ */ l.createElement($r, null) }
};
function EN({ session: e }) {
  const { color: t, icon: n } = wN[Ui(e)], r = QT(e.place, e.of);
  return /* @__PURE__ */ l.createElement("div", { className: "ky-status" }, /* @__PURE__ */ l.createElement(Zc, { color: t, icon: n }, JT(e.status)), r && /* @__PURE__ */ l.createElement(ln.Text, null, r), e.reason && /* @__PURE__ */ l.createElement(ln.Text, { type: "secondary", className: "ky-reason" }, e.reason));
}
function ON({ session: e }) {
  const t = qT(e.url);
  return t === null || Ui(e) !== "running" ? null : /* @__PURE__ */ l.createElement(
    sr,
    {
      size: "small",
      type: "primary",
      ghost: !0,
      href: t,
      target: "_blank",
      rel: "noopener",
      icon: /* @__PURE__ */ l.createElement(oN, null)
    },
    "Open"
  );
}
function IN({ spawnUrl: e }) {
  return /* @__PURE__ */ l.createElement(
    Dn,
    {
      image: Dn.PRESENTED_IMAGE_SIMPLE,
      description: /* @__PURE__ */ l.createElement(l.Fragment, null, /* @__PURE__ */ l.createElement(ln.Paragraph, { strong: !0 }, "You have no sessions."), /* @__PURE__ */ l.createElement(ln.Paragraph, { type: "secondary" }, "Start a server to work in JupyterLab, or use the ", /* @__PURE__ */ l.createElement("code", null, "backend.ai"), " client with your keypair."))
    },
    /* @__PURE__ */ l.createElement(sr, { type: "primary", href: e }, "Start a server")
  );
}
function PN({ sessions: e, fetcher: t, spawnUrl: n, now: r, here: o = "", onLogin: a }) {
  return e.length === 0 ? /* @__PURE__ */ l.createElement(IN, { spawnUrl: n }) : /* @__PURE__ */ l.createElement(
    Ys,
    {
      itemLayout: "vertical",
      size: "small",
      dataSource: e,
      rowKey: (i) => i.id,
      renderItem: (i) => {
        const s = o !== "" && Ep(i.url, o, location.origin);
        return /* @__PURE__ */ l.createElement(Ys.Item, { className: "ky-card" }, /* @__PURE__ */ l.createElement(aa, { justify: "space-between", align: "start", gap: 8 }, /* @__PURE__ */ l.createElement("div", null, /* @__PURE__ */ l.createElement(ln.Text, { strong: !0 }, i.name), " ", s && /* @__PURE__ */ l.createElement(ln.Text, { type: "success" }, "this one"), /* @__PURE__ */ l.createElement("div", { className: "ky-faint" }, yN(i), " · ", i.resourceGroup, " ·", " ", /* @__PURE__ */ l.createElement($N, { time: i.startedAt ?? i.createdAt, now: r }))), /* @__PURE__ */ l.createElement(aa, { gap: 4, wrap: !0, justify: "end" }, !s && /* @__PURE__ */ l.createElement(ON, { session: i }), /* @__PURE__ */ l.createElement(SN, { session: i, fetcher: t, here: s, onLogin: a }))), /* @__PURE__ */ l.createElement(EN, { session: i }), /* @__PURE__ */ l.createElement(xN, { slots: i.slots }));
      }
    }
  );
}
const nm = { light: "#c2531a", dark: "#e8793c" };
function RN({ dark: e, compact: t = !1, children: n }) {
  const r = e ? nm.dark : nm.light, o = e ? Ka.darkAlgorithm : Ka.defaultAlgorithm;
  return /* @__PURE__ */ l.createElement(
    Cr,
    {
      theme: {
        algorithm: t ? [o, Ka.compactAlgorithm] : o,
        token: {
          colorPrimary: r,
          borderRadius: 8,
          fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
        },
        components: {
          Layout: { headerPadding: "0 24px", bodyBg: e ? "#101114" : "#f6f6f7" },
          Progress: { defaultColor: r }
        }
      }
    },
    /* @__PURE__ */ l.createElement(Pc, { className: "ky-app", message: { maxCount: 3 } }, n)
  );
}
const MN = ".ky-toolbar{margin-bottom:12px}.ky-search{width:min(320px,100%)}.ky-spring{flex:1}.ky-columns{display:flex;flex-direction:column;gap:4px}.ky-status{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 4px;max-width:340px}.ky-reason{flex-basis:100%;font-size:12px}.ky-slots{display:inline-flex;flex-wrap:wrap;gap:4px}.ky-slots .ant-tag{margin-inline-end:0}.ky-slotbar+.ky-slotbar{margin-top:10px}.ky-slotbar .ant-typography{white-space:nowrap}.ky-slotbar .ant-progress{margin-bottom:0;line-height:1}.ky-faint{opacity:.65;font-size:12px}.ky-group{height:100%}.ky-card.ant-list-item{padding-inline:0}.ky-card .ky-status,.ky-card .ky-slots{margin-top:6px}.ky-image{overflow-wrap:anywhere}.ky-table-card .ant-table-cell-fix-right .ant-space{white-space:nowrap}.ky-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}";
function TN(e = 5e3) {
  const [t, n] = Ct(Date.now);
  return Mt(() => {
    const r = setInterval(() => n(Date.now()), e);
    return () => clearInterval(r);
  }, [e]), t;
}
const NN = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 32 32"><g class="jp-icon3" fill="#616161"><path fill-rule="evenodd" d="M8 2h16a6 6 0 0 1 6 6v16a6 6 0 0 1-6 6H8a6 6 0 0 1-6-6V8a6 6 0 0 1 6-6zm0 3a3 3 0 0 0-3 3v16a3 3 0 0 0 3 3h16a3 3 0 0 0 3-3V8a3 3 0 0 0-3-3z"/><rect x="8" y="8" width="7" height="7" rx="1.5"/><rect x="17" y="17" width="7" height="7" rx="1.5"/><rect x="17" y="8" width="7" height="7" rx="1.5" opacity=".45"/><rect x="8" y="17" width="7" height="7" rx="1.5" opacity=".45"/></g></svg>
`, _N = new zp({ name: "kernelyard:icon", svgstr: NN });
class jN extends rm {
  constructor(t) {
    super(), this.options = t, this.title.icon = _N, this.title.caption = "Kernelyard: sessions and free resources", this.addClass("kernelyard-panel"), this.node.style.overflowY = "auto", this.node.style.background = "var(--jp-layout-color1)";
  }
  options;
  onAfterShow() {
    this.options.feed.visible = !0;
  }
  onAfterHide() {
    this.options.feed.visible = !1;
  }
  render() {
    return /* @__PURE__ */ l.createElement(zN, { ...this.options });
  }
}
function zN({ feed: e, fetcher: t, themes: n, baseUrl: r, hubPrefix: o }) {
  const { overview: a, connection: i } = Qs(e.subscribe, e.current), s = AN(n), c = TN(), u = kT(a?.hubBaseUrl ?? (o || null), location.pathname), d = Xn(() => e.refresh(), [e]);
  return /* @__PURE__ */ l.createElement(RN, { dark: s, compact: !0 }, /* @__PURE__ */ l.createElement("style", null, MN), /* @__PURE__ */ l.createElement(aa, { vertical: !0, gap: 12, style: { padding: 12 } }, /* @__PURE__ */ l.createElement(aa, { justify: "space-between", align: "center" }, /* @__PURE__ */ l.createElement(ln.Text, { strong: !0 }, "My sessions"), /* @__PURE__ */ l.createElement(eN, { connection: i, now: c })), (i.kind === "reconnecting" || i.kind === "login") && /* @__PURE__ */ l.createElement(
    wv,
    {
      type: "warning",
      message: i.kind === "login" ? "This server may not ask Kernelyard: restart it from the Hub." : i.detail,
      action: /* @__PURE__ */ l.createElement(sr, { size: "small", onClick: () => e.refresh() }, "Retry")
    }
  ), a === null ? i.kind === "connecting" && /* @__PURE__ */ l.createElement(wr, { active: !0 }) : /* @__PURE__ */ l.createElement(l.Fragment, null, /* @__PURE__ */ l.createElement(
    PN,
    {
      sessions: a.sessions,
      fetcher: t,
      spawnUrl: UT(u),
      now: c,
      here: r,
      onLogin: d
    }
  ), /* @__PURE__ */ l.createElement(ln.Text, { strong: !0 }, "Free resources"), /* @__PURE__ */ l.createElement(fN, { groups: a.resourceGroups, narrow: !0 }))));
}
function AN(e) {
  const t = Xn(
    (n) => (e?.themeChanged.connect(n), () => {
      e?.themeChanged.disconnect(n);
    }),
    [e]
  );
  return Qs(t, () => e?.theme != null && !e.isLight(e.theme));
}
class LN extends rm {
  constructor(t, n, r) {
    super(), this.feed = t, this.baseUrl = n, this.open = r;
  }
  feed;
  baseUrl;
  open;
  render() {
    return /* @__PURE__ */ l.createElement(DN, { feed: this.feed, baseUrl: this.baseUrl, open: this.open });
  }
}
const BN = {
  padding: 0,
  border: 0,
  background: "none",
  color: "inherit",
  cursor: "pointer",
  lineHeight: "var(--jp-private-statusbar-height, 24px)"
};
function DN({ feed: e, baseUrl: t, open: n }) {
  const { overview: r } = Qs(e.subscribe, e.current), o = r?.sessions.find(({ url: i }) => Ep(i, t, location.origin));
  if (o === void 0) return null;
  const a = YT(o.slots);
  return /* @__PURE__ */ l.createElement(
    "button",
    {
      type: "button",
      className: "jp-StatusBar-TextItem",
      style: BN,
      title: `Session ${o.name} in ${o.resourceGroup}: ${a}. Click for all sessions.`,
      onClick: n
    },
    a
  );
}
const Vl = "kernelyard-panel", XN = {
  id: "kernelyard-lab:plugin",
  description: "Sessions and free resources of the cluster.",
  autoStart: !0,
  optional: [Pp, Rp, Tp],
  activate: (e, t, n, r) => {
    const o = th(om.makeSettings()), a = new eh(o), i = new jN({
      feed: a,
      fetcher: o,
      themes: n,
      baseUrl: Qi.getBaseUrl(),
      hubPrefix: Qi.getOption("hubPrefix")
    });
    i.id = Vl, e.shell.add(i, "left", { rank: 450 }), t?.add(i, Vl), r?.registerStatusItem("kernelyard-lab:slots", {
      item: new LN(a, Qi.getBaseUrl(), () => e.shell.activateById(Vl)),
      align: "right",
      rank: 50
    });
  }
};
export {
  XN as default
};
